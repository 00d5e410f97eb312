using System.Diagnostics.CodeAnalysis;
using IotConnectivity.AspNetCore.Errors;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Whether a signature holds: the key that it was made with, or what to answer.</summary>
internal readonly record struct SigV4Verdict(AccessKey? Key, AwsError? Error)
{
    [MemberNotNullWhen(true, nameof(Key))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsGood => Error is null;

    public static implicit operator SigV4Verdict(AwsError error) => new(null, error);

    public static implicit operator SigV4Verdict(AccessKey key) => new(key, null);
}
