using System.Text.Encodings.Web;
using IotConnectivity.AspNetCore.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>The SigV4 scheme: verifies a request, body included, and answers in AWS's form when it is refused.</summary>
/// <remarks>A request whose bytes are all here is verified without a task or ticket of its own; see <see cref="CachedTicket"/>.</remarks>
internal sealed class SigV4Handler(IOptionsMonitor<SigV4Options> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<SigV4Options>(options, logger, encoder)
{
    private static readonly Task<AuthenticateResult> Nothing = Task.FromResult(AuthenticateResult.NoResult());

    private AwsError? _error;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var now = TimeProvider.GetUtcNow();
        var request = SignedRequest.From(Context);
        if (!Options.Verifier.Inspect(request, now, out var authorization, out var error)) return error is null ? Nothing : Refuse(error);

        var maxBytes = SignedBody.LimitFor(Context, Options.MaxBodyBytes);
        var reading = SignedBody.ReadAsync(Context, maxBytes);
        return reading.IsCompletedSuccessfully
            ? Finish(request, authorization, reading.Result, maxBytes, now)
            : FinishAsync(request, authorization, reading, maxBytes, now);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false);
        if (result.Succeeded)
        {
            await HandleForbiddenAsync(properties).ConfigureAwait(false);
            return;
        }

        await AwsErrorWriter.WriteAsync(Context, _error ?? SigV4Errors.MissingToken).ConfigureAwait(false);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => SigV4Errors.WriteForbiddenAsync(Context);

    private async Task<AuthenticateResult> FinishAsync(
        SignedRequest request, SigV4Authorization authorization, ValueTask<PayloadHash?> reading, long maxBytes, DateTimeOffset now)
    {
        var hash = await reading.ConfigureAwait(false);
        return await Finish(request, authorization, hash, maxBytes, now).ConfigureAwait(false);
    }

    private Task<AuthenticateResult> Finish(
        in SignedRequest request, in SigV4Authorization authorization, PayloadHash? hash, long maxBytes, DateTimeOffset now)
    {
        if (hash is not { } payloadHash) return Refuse(SigV4Errors.BodyTooLarge(maxBytes));
        var verdict = Options.Verifier.Verify(request, authorization, payloadHash, now);
        return verdict.IsGood ? verdict.Key.Ticket.For(Scheme.Name) : Refuse(verdict.Error);
    }

    private Task<AuthenticateResult> Refuse(AwsError error)
    {
        _error = error;
        return Task.FromResult(AuthenticateResult.Fail(error.Message));
    }
}
