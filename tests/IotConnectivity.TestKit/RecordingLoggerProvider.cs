using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.TestKit;

/// <summary>Keeps what all loggers of a host log, in one list.</summary>
/// <remarks>Add it with <c>logging.AddProvider(provider)</c>, or use it as the <see cref="ILoggerFactory"/> itself. Any thread.</remarks>
public sealed class RecordingLoggerProvider : ILoggerProvider, ILoggerFactory
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();

    /// <summary>Gets what was logged so far: a snapshot, in the order of logging.</summary>
    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    /// <inheritdoc cref="ILoggerProvider.CreateLogger"/>
    public ILogger CreateLogger(string categoryName) => new RecordingLogger(categoryName, _entries);

    /// <summary>Further providers are ignored.</summary>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <summary>Keeps the entries: a test reads them after the host has stopped.</summary>
    public void Dispose()
    {
    }
}
