namespace IotConnectivity.Indexing;

/// <summary>One change of one thing's connectivity record.</summary>
/// <remarks>
/// Changes of one thing may be published in another order than they were made, by the threads that made them. Whoever keeps state of their own ignores a change
/// whose revision is not above the one they have.
/// </remarks>
public readonly record struct ConnectivityChange
{
    internal ConnectivityChange(ThingCell cell, ThingConnectivity before, ThingConnectivity after)
    {
        Cell = cell;
        Before = before;
        After = after;
    }

    /// <summary>Gets the thing.</summary>
    public string ThingName => Cell.Name;

    /// <summary>Gets the state before.</summary>
    public ThingConnectivity Before { get; }

    /// <summary>Gets the state after.</summary>
    public ThingConnectivity After { get; }

    internal ThingCell Cell { get; }
}
