using System.Threading.Channels;

namespace IotConnectivity.Detect.Alerts;

/// <summary>A target that does what a test says, and keeps what it has taken.</summary>
internal sealed class TestTarget : IAlertTarget
{
    private readonly Channel<Alert> _taken = Channel.CreateUnbounded<Alert>();
    private readonly Channel<Alert> _tried = Channel.CreateUnbounded<Alert>();
    private int _tries;

    /// <summary>Gets or sets what happens before an alert is taken.</summary>
    internal Func<Alert, CancellationToken, Task> Before { get; set; } = static (_, _) => Task.CompletedTask;

    internal int Tries => Volatile.Read(ref _tries);

    internal static Func<Alert, CancellationToken, Task> Fail(string message = "no") => (_, _) => throw new InvalidOperationException(message);

    internal static Func<Alert, CancellationToken, Task> Hang() => static (_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    public async Task DeliverAsync(Alert alert, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _tries);
        _tried.Writer.TryWrite(alert);
        await Before(alert, cancellationToken);
        _taken.Writer.TryWrite(alert);
    }

    /// <summary>Waits for the next alert that is taken.</summary>
    internal Task<Alert> NextAsync() => _taken.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    internal async Task<List<Alert>> NextAsync(int count)
    {
        List<Alert> alerts = [];
        while (alerts.Count < count) alerts.Add(await NextAsync());
        return alerts;
    }

    /// <summary>Waits for the next attempt.</summary>
    internal Task<Alert> NextTryAsync() => _tried.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();

    /// <summary>Gets whether something was taken that nobody has waited for.</summary>
    internal bool HasMore => _taken.Reader.TryPeek(out _);
}
