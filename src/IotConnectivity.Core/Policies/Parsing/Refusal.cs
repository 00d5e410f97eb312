namespace IotConnectivity.Policies.Parsing;

/// <summary>Keeps the first fault of one document. Every check ends in <c>return refusal.Because(…)</c>, which is false.</summary>
internal sealed class Refusal
{
    internal PolicyError? Error { get; private set; }

    /// <summary>Refuses because of a value, and says what was expected in its place.</summary>
    internal bool Because(PolicyErrorCode code, JsonValue at, string fault, string expected) =>
        Because(code, at.Path, at.Offset, $"{fault} at `{at.Path}`, {expected}");

    internal bool Because(PolicyErrorCode code, string path, int offset, string message)
    {
        Error ??= new PolicyError(code, path, offset, message);
        return false;
    }

    internal bool BecauseOfType(JsonValue at, string expected) =>
        Because(PolicyErrorCode.WrongType, at, $"unexpected {at.Describe()}", $"expected {expected}");
}
