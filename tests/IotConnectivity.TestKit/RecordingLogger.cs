using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.TestKit;

/// <summary>Keeps what is logged, for a test to read.</summary>
/// <remarks>Any thread may log and read. <see cref="Entries"/> is a snapshot, in the order of logging.</remarks>
public class RecordingLogger : ILogger
{
    private readonly string _category;
    private readonly ConcurrentQueue<LogEntry> _entries;

    /// <summary>Creates a logger that keeps its entries for itself.</summary>
    public RecordingLogger(string category = "")
        : this(category, new ConcurrentQueue<LogEntry>())
    {
    }

    internal RecordingLogger(string category, ConcurrentQueue<LogEntry> entries) => (_category, _entries) = (category, entries);

    /// <summary>Gets what was logged so far.</summary>
    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    /// <summary>Gets or sets the least level that is enabled.</summary>
    public LogLevel MinimumLevel { get; set; } = LogLevel.Trace;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= MinimumLevel && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel)) return;

        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? []) values[name] = value;
        _entries.Enqueue(new LogEntry(_category, logLevel, eventId, formatter(state, exception), exception, values));
    }

    /// <summary>Scopes are not kept.</summary>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}

/// <summary>A <see cref="RecordingLogger"/> for a constructor that asks for a typed one.</summary>
/// <typeparam name="T">The type whose full name is the category.</typeparam>
public sealed class RecordingLogger<T>() : RecordingLogger(typeof(T).FullName!), ILogger<T>;
