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
        var verifying = Options.Verifier.VerifyAsync(Context, TimeProvider.GetUtcNow());
        return verifying.IsCompletedSuccessfully ? Answer(verifying.Result) : AnswerAsync(verifying);
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

    private async Task<AuthenticateResult> AnswerAsync(ValueTask<SigV4Verdict> verifying)
    {
        var verdict = await verifying.ConfigureAwait(false);
        return await Answer(verdict).ConfigureAwait(false);
    }

    private Task<AuthenticateResult> Answer(SigV4Verdict verdict)
    {
        if (verdict.Key is not null) return verdict.Key.Ticket.For(Scheme.Name);
        return verdict.Error is null ? Nothing : Refuse(verdict.Error);
    }

    private Task<AuthenticateResult> Refuse(AwsError error)
    {
        _error = error;
        return Task.FromResult(AuthenticateResult.Fail(error.Message));
    }
}
