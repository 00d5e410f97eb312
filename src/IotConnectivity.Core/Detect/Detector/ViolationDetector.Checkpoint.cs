namespace IotConnectivity.Detect.Detector;

// From time to time the detector notes how far it is, so that a start goes on from there. While nothing comes in nothing is done, and whoever brings events pays nothing.
public sealed partial class ViolationDetector
{
    private const int NotDue = 0;
    private const int DueSoon = 1;
    private const int Due = 2;

    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(1);

    private ITimer? _checkpointAlarm;
    private int _checkpointIsDue;
    private DetectorCheckpoint? _checkpoint;
    private int _newsBeforeCheckpoint;
    private long _checkpointed;

    /// <summary>Lets the next look, and those after it, note how far it is.</summary>
    internal void AskForCheckpoint()
    {
        Volatile.Write(ref _checkpointIsDue, Due);
        Wake();
    }

    private void StartCheckpoints()
    {
        _checkpointAlarm = _time.CreateTimer(static state => ((ViolationDetector)state!).AskForCheckpoint(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _journal.EntriesCommitted = OnEntriesCommitted;

        // What the process before has left is worth one.
        OnEntriesCommitted();
    }

    private void OnEntriesCommitted()
    {
        if (Volatile.Read(ref _checkpointIsDue) == NotDue && Interlocked.CompareExchange(ref _checkpointIsDue, DueSoon, NotDue) == NotDue)
        {
            _checkpointAlarm!.Change(CheckpointInterval, Timeout.InfiniteTimeSpan);
        }
    }

    // INVARIANT: what has a position was told before, so of everything up to this one the news are in the queue or were taken.
    private void BeginCheckpoint()
    {
        if (_checkpoint is not null || Volatile.Read(ref _checkpointIsDue) != Due) return;

        // RACE: what is committed from here on makes the next one due.
        Volatile.Write(ref _checkpointIsDue, NotDue);
        Interlocked.MemoryBarrier();
        _checkpoint = new DetectorCheckpoint(_journal.Position, _clock.WallMs);
        _newsBeforeCheckpoint = _news.Count;
    }

    // After what has come of the news was handed to the journal, which writes in order.
    private void EndCheckpoint()
    {
        if (_checkpoint is not { } checkpoint || _newsBeforeCheckpoint > 0) return;
        _checkpoint = null;
        if (checkpoint.Position == _checkpointed) return;
        _checkpointed = checkpoint.Position;
        _journal.WriteSetting(DetectorCheckpoint.Setting, checkpoint.Write());
    }

    // Nobody looks any more, and nothing is told.
    private void WriteLastCheckpoint()
    {
        if (Looks == 0 || _missed.Count > 0) return;
        var last = new DetectorCheckpoint(_journal.Position, NowMs);
        if (_news.IsEmpty && last.Position != _checkpointed) _journal.WriteSetting(DetectorCheckpoint.Setting, last.Write());
    }
}
