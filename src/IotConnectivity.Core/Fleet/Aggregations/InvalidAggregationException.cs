using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Fleet.Aggregations;

/// <summary>Thrown for a field that cannot be aggregated in the way that was asked for.</summary>
/// <param name="message">Which field, and what was expected.</param>
[SuppressMessage("Roslynator", "RCS1194", Justification = "Without the fault the exception says nothing.")]
public sealed class InvalidAggregationException(string message) : FormatException(message);
