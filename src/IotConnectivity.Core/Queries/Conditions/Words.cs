namespace IotConnectivity.Queries.Conditions;

/// <summary>The words of a value, split at white space and nowhere else; punctuation is part of a word.</summary>
internal ref struct Words(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    public ReadOnlySpan<char> Current { get; private set; }

    public readonly Words GetEnumerator() => this;

    public bool MoveNext()
    {
        var start = _rest.IndexOfAnyExcept(WhiteSpace.Characters);
        if (start < 0) return false;
        _rest = _rest[start..];
        var length = _rest.IndexOfAny(WhiteSpace.Characters);
        if (length < 0) length = _rest.Length;
        Current = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    internal string[] ToArray()
    {
        var words = new List<string>();
        while (MoveNext()) words.Add(Current.ToString());
        return [.. words];
    }
}
