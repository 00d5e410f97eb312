using System.Diagnostics.CodeAnalysis;
using IotConnectivity.AspNetCore.Errors;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Whether a signature holds: the key that it was made with, or what to answer; neither when there was no signature.</summary>
internal readonly record struct SigV4Verdict(AccessKey? Key, AwsError? Error)
{
    [MemberNotNullWhen(true, nameof(Key))]
    public bool IsGood => Key is not null;

    public static implicit operator SigV4Verdict(AwsError error) => new(null, error);

    public static implicit operator SigV4Verdict(AccessKey key) => new(key, null);
}
