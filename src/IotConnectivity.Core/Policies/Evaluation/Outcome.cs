namespace IotConnectivity.Policies.Evaluation;

/// <summary>Whether something matches.</summary>
internal enum Outcome
{
    No,
    Yes,

    /// <summary>It cannot be said: a value is unreadable or a variable has none. Whoever asks decides against the caller.</summary>
    Unknown,
}

internal static class OutcomeOf
{
    internal static Outcome Test(bool isMatch) => isMatch ? Outcome.Yes : Outcome.No;
}
