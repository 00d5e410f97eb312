using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>The values of one key.</summary>
internal sealed class ContextEntry(ContextValue[] values, bool isMultivalued)
{
    internal ContextValue[] Values { get; } = values;

    /// <summary>Gets a value indicating whether the key is of a kind that may have several values, however many it has now.</summary>
    internal bool IsMultivalued { get; } = isMultivalued;

    /// <summary>
    /// Gets a value indicating whether there is nothing in it: what AWS calls a null data set, such as an empty text.
    /// </summary>
    internal bool IsNull { get; } = Array.TrueForAll(values, static value => value.IsEmpty);
}

/// <summary>What a value is read from.</summary>
internal enum ValueSource
{
    /// <summary>From its own text.</summary>
    Text,

    /// <summary>From the time of the request, as a date.</summary>
    ClockAsDate,

    /// <summary>From the time of the request, in seconds.</summary>
    ClockAsSeconds,
}

/// <summary>One value of a key.</summary>
internal sealed class ContextValue
{
    internal ContextValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
        // Read here, because contexts are made less often than asked and the framework's IPv6 parser allocates.
        if (Ast.Address.TryParse(text, out var address)) Address = address;
    }

    private ContextValue(ValueSource source)
    {
        Source = source;
        Text = string.Empty;
    }

    internal static ContextEntry CurrentTime { get; } = new([new ContextValue(ValueSource.ClockAsDate)], isMultivalued: false);

    internal static ContextEntry EpochTime { get; } = new([new ContextValue(ValueSource.ClockAsSeconds)], isMultivalued: false);

    internal ValueSource Source { get; }

    internal string Text { get; }

    internal Address? Address { get; }

    internal bool IsEmpty => Source == ValueSource.Text && Text.Length == 0;
}
