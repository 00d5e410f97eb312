namespace IotConnectivity.Storage;

/// <summary>Which records of a collection to read, in the order of their <see cref="RecordPlace"/>.</summary>
public sealed record RecordQuery
{
    /// <summary>Gets the collection.</summary>
    public required string Collection { get; init; }

    /// <summary>Gets whose records; <see langword="null"/>, the default, for everybody's and nobody's.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets the first time, inclusive; the default is <see cref="long.MinValue"/>.</summary>
    public long FromMs { get; init; } = long.MinValue;

    /// <summary>Gets the last time, inclusive; the default is <see cref="long.MaxValue"/>. Before <see cref="FromMs"/> there is nothing to read.</summary>
    public long ToMs { get; init; } = long.MaxValue;

    /// <summary>Gets a value indicating whether the last record comes first; the default is the first one.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>
    /// Gets the place after which reading begins, exclusive, in the direction of reading; the default is the beginning. There need not be a record, as when the last one of the page before
    /// has been deleted since.
    /// </summary>
    public RecordPlace? After { get; init; }
}
