using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Policies;

/// <summary>Thrown by <see cref="PolicyDocument.Parse(string)"/> for a document that is refused.</summary>
[SuppressMessage("Roslynator", "RCS1194", Justification = "Without the fault the exception says nothing.")]
public sealed class PolicyException : FormatException
{
    /// <summary>Makes an exception out of the fault that was found.</summary>
    /// <param name="error">The fault.</param>
    public PolicyException(PolicyError error)
        : base(error?.Message)
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
    }

    /// <summary>Gets the fault.</summary>
    public PolicyError Error { get; }
}
