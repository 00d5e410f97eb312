namespace IotConnectivity.Fleet.Columns;

/// <summary>A field of text: each place has the code of its value, so that a value which many things share is compared once and not once for each.</summary>
/// <param name="isText">Whether a value is a text also where it looks like a number.</param>
internal sealed class TextColumn(bool isText = false)
{
    /// <summary>Gets the different values.</summary>
    internal ValueTable Values { get; } = new(isText);

    /// <summary>Gets the code of the value of each place.</summary>
    internal CodeColumn Codes { get; } = new();

    /// <summary>Gets the number of places with a value.</summary>
    internal int Count { get; private set; }

    /// <summary>Gives a place another value, or none.</summary>
    internal void Set(int place, string? text)
    {
        var before = Codes[place];
        if (before == 0 ? text is null : Values.TextOf(before) == text) return;
        Codes[place] = text is null ? 0 : Values.Take(text);
        if (before != 0) Values.Release(before);
        Count += (text is null ? 0 : 1) - (before == 0 ? 0 : 1);
    }
}
