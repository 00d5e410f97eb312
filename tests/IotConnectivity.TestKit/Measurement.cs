namespace IotConnectivity.TestKit;

/// <summary>One value that an instrument reported.</summary>
/// <param name="Instrument">The instrument's name, such as <c>iot.connectivity.events</c>.</param>
/// <param name="Unit">The instrument's unit, or <see langword="null"/>.</param>
/// <param name="Value">The value; for a counter, by how much it grew.</param>
/// <param name="Tags">The tags by name, values as text.</param>
public sealed record Measurement(string Instrument, string? Unit, double Value, IReadOnlyDictionary<string, string?> Tags)
{
    /// <summary>Says whether the measurement has all these tags; it may have more.</summary>
    public bool Has(params ReadOnlySpan<(string Name, string? Value)> tags)
    {
        foreach (var (name, value) in tags)
        {
            if (!Tags.TryGetValue(name, out var actual) || actual != value) return false;
        }

        return true;
    }
}
