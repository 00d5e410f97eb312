namespace IotConnectivity.Policies.Ast;

/// <summary>One value of a condition, read as its operator needs it.</summary>
/// <param name="Source">The text in the document, without quotes.</param>
internal abstract record ConditionValue(string Source)
{
    /// <inheritdoc/>
    public sealed override string ToString() => JsonText.Quote(Source);
}

internal sealed record TextValue(string Source, TextTemplate Template) : ConditionValue(Source);

internal sealed record NumberValue(string Source, decimal Number) : ConditionValue(Source);

/// <summary>An instant, in ticks since 0001-01-01T00:00:00Z.</summary>
internal sealed record InstantValue(string Source, long Ticks) : ConditionValue(Source);

internal sealed record BoolValue(string Source, bool Flag) : ConditionValue(Source);

internal sealed record BinaryValue(string Source, byte[] Bytes) : ConditionValue(Source);

internal sealed record AddressValue(string Source, AddressRange Range) : ConditionValue(Source);

internal sealed record ArnValue(string Source, ArnPattern Pattern) : ConditionValue(Source);
