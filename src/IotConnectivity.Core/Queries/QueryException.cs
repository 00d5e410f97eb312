using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Queries;

/// <summary>Thrown by <see cref="FleetQuery.Parse(string)"/> for a query that is refused.</summary>
[SuppressMessage("Roslynator", "RCS1194", Justification = "Without the fault the exception says nothing.")]
public sealed class QueryException : FormatException
{
    /// <summary>Makes an exception out of the fault that was found.</summary>
    /// <param name="error">The fault.</param>
    public QueryException(QueryError error)
        : base(error?.Message)
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
    }

    /// <summary>Gets the fault.</summary>
    public QueryError Error { get; }
}
