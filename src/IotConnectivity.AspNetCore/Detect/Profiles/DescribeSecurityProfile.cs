using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Profiles;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary><c>GET /security-profiles/{securityProfileName}</c></summary>
internal sealed class DescribeSecurityProfile(SecurityProfiles profiles, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (ProfileOperation.Admit(http, gate, "iot:DescribeSecurityProfile", new ConstraintViolations()) is { } refusal) return AwsErrorWriter.WriteAsync(http, refusal);
        var name = ProfileOperation.NameOf(http);
        return profiles.Find(name) is { } profile
            ? JsonAnswer.WriteAsync(http, ProfileOperation.Describe(profile, gate.Arns), SecurityProfileAnswerContext.Readable.DescribeSecurityProfileResponse)
            : AwsErrorWriter.WriteAsync(http, new AwsError(AwsErrorCode.ResourceNotFound, $"Security Profile {name} does not exist"));
    }
}
