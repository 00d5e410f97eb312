using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Storage;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Violations;

/// <summary><c>POST /violations/verification-state/{violationId}</c></summary>
internal sealed class PutVerificationStateOnViolation(ViolationList list, ApiGate gate, DurableWrites writes)
{
    private const string Label = "violationId";
    private const string DescriptionMember = "verificationStateDescription";
    private const int MaxDescriptionLength = 1000;

    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ViolationRequestContext.Default.PutVerificationStateRequest).ConfigureAwait(false);
        error ??= await PutAsync(http, request!).ConfigureAwait(false);
        await writes.AnswerNothingAsync(http, error).ConfigureAwait(false);
    }

    private async Task<AwsError?> PutAsync(HttpContext http, PutVerificationStateRequest request)
    {
        var violations = new ConstraintViolations();
        var id = RegistryOperation.NameOf(http, Label);
        DetectMembers.CheckViolationId(id, Label, violations);
        if (request.VerificationState is null) violations.Required(VerificationStates.Member);
        var state = VerificationStates.Read(request.VerificationState, violations);
        CheckDescription(request.VerificationStateDescription, violations);
        if ((violations.ToError() ?? gate.Admit(http, "iot:PutVerificationStateOnViolation", [], [])) is { } refusal) return refusal;
        try
        {
            var error = await list.VerifyAsync(id, state!.Value, request.VerificationStateDescription, http.RequestAborted).ConfigureAwait(false);
            return error is null ? null : RegistryOperation.ToAwsError(error);
        }
        catch (StoreException exception)
        {
            return DurableWrites.ToError(exception);
        }
        catch (ObjectDisposedException)
        {
            return DurableWrites.IsStopping;
        }
    }

    private static void CheckDescription(string? description, ConstraintViolations violations)
    {
        if (description is { Length: > MaxDescriptionLength }) violations.Add(description, DescriptionMember, $"Member must have length less than or equal to {MaxDescriptionLength}");
        else if (description?.Any(char.IsControl) ?? false) violations.Add(description, DescriptionMember, @"Member must satisfy regular expression pattern: [^\p{Cc}]*");
    }
}
