using IotConnectivity.Diagnostics;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.Fleet;

// The thread that takes changes in when no query does.
public sealed partial class FleetIndex
{
    // Changes come in crowds. Waiting for more of them costs nobody anything, since whoever asks does not wait.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ManualResetEventSlim _wake = new();
    private readonly ManualResetEventSlim _end = new();
    private Thread? _thread;

    /// <summary>Gets a value indicating whether nothing waits to be taken in, and the thread sleeps until something does.</summary>
    internal bool IsAtRest => !_wake.IsSet && _changedThings.IsEmpty && _changedConnectivity.IsEmpty && _changedViolations.IsEmpty && _changedGroups.IsEmpty;

    /// <summary>Begins to keep dynamic groups and feeds up to date, first of all by comparing the members of each group that are stored with those that match now.</summary>
    /// <remarks>Called by the host, when everything stored is back and all hosted services are started. Without a host: after the journal was opened and the feeds were made.</remarks>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void Start()
    {
        var thread = new Thread(Work) { IsBackground = true, Name = "IotConnectivity fleet" };
        if (Interlocked.CompareExchange(ref _thread, thread, null) is not null) throw new InvalidOperationException("the fleet index was started before");
        _wake.Set();
        thread.UnsafeStart();
    }

    /// <summary>Stops following. Queries are answered from what is known.</summary>
    public void Dispose()
    {
        _index.Unfollow(this);
        _registry.Followers.Remove(this);
        _indexing.Changed -= OnIndexingChanged;
        _lock.EnterWriteLock();

        // Under the lock: who watches later is refused, and who watches already is told the end below.
        _end.Set();
        _lock.ExitWriteLock();
        _wake.Set();
        _thread?.Join();
        CloseFeeds();
    }

    private void Work()
    {
        while (!_end.IsSet)
        {
            _wake.Wait();

            // RACE: before the changes are taken. What is marked from here on wakes again.
            _wake.Reset();
            if (_end.Wait(Gather)) return;
            try
            {
                Settle();
            }
            catch (Exception exception)
            {
                // The edge of the thread: nothing that goes wrong with one thing may end the process, or the keeping of all others.
                Log.Failed(_logger, exception);
                _end.Wait(Pause);
            }
        }
    }

    private void Wake()
    {
        if (!_wake.IsSet) _wake.Set();
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.FleetFailed, LogLevel.Error, "The fleet index could not take in what has changed; it begins anew.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
