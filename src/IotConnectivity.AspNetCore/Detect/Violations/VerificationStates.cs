using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Violations;

namespace IotConnectivity.AspNetCore.Detect.Violations;

/// <summary>AWS's words for what somebody has found out about a violation.</summary>
internal static class VerificationStates
{
    public const string Member = "verificationState";

    // In AWS's order, which messages repeat.
    private static readonly (string Text, VerificationState State)[] Words =
    [
        ("FALSE_POSITIVE", VerificationState.FalsePositive),
        ("BENIGN_POSITIVE", VerificationState.BenignPositive),
        ("TRUE_POSITIVE", VerificationState.TruePositive),
        ("UNKNOWN", VerificationState.Unknown),
    ];

    public static string ToWireText(this VerificationState state) => Array.Find(Words, word => word.State == state).Text;

    /// <summary>Reads a word; <see langword="null"/> when there is none, or another one, which is a violation.</summary>
    public static VerificationState? Read(string? text, ConstraintViolations violations)
    {
        foreach (var (word, state) in Words)
        {
            if (word == text) return state;
        }

        if (text is not null) violations.NotOneOf(text, Member, [.. Words.Select(static word => word.Text)]);
        return null;
    }
}
