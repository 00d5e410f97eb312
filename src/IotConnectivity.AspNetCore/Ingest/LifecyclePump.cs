using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>Carries a stream of events into the index as it arrives. Reads no faster than it applies, and applies no faster than the journal has room.</summary>
internal sealed class LifecyclePump(ConnectivityIndex index, TimeProvider time, Func<CancellationToken, ValueTask> waitForRoom)
{
    /// <summary>How far the clock of a source may be ahead of ours.</summary>
    private const long MaxAheadMs = 5 * 60 * 1000;

    /// <summary>So many events are applied before the journal is asked again whether it has room.</summary>
    private const int EventsAtOnce = 1024;

    /// <summary>Says why an event may not be taken in, or <see langword="null"/>.</summary>
    public delegate AwsError? Guard(in LifecycleEvent lifecycleEvent);

    /// <summary>Reads and applies until the stream ends.</summary>
    /// <returns>Whether the stream came to its end; otherwise somebody canceled the pending read.</returns>
    public async Task<bool> RunAsync(PipeReader input, LifecycleReader reader, Guard? guard, IngestTally tally, CancellationToken cancellationToken)
    {
        while (true)
        {
            var arrived = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = arrived.Buffer;
            try
            {
                do await waitForRoom(cancellationToken).ConfigureAwait(false);
                while (!Apply(ref buffer, arrived.IsCompleted, reader, guard, tally));
            }
            finally
            {
                // Also when there is no room: the server reads what is left of a body, and could not.
                input.AdvanceTo(buffer.Start, buffer.End);
            }

            if (arrived.IsCompleted) return true;
            if (arrived.IsCanceled) return false;
        }
    }

    /// <summary>A heartbeat from the future would make all later ones old. Nobody is alive later than now.</summary>
    private static LifecycleEvent WithCredibleTime(in LifecycleEvent lifecycleEvent, long now) =>
        lifecycleEvent.Kind == LifecycleEventKind.Heartbeat && lifecycleEvent.TimestampMs > now + MaxAheadMs
            ? lifecycleEvent with { TimestampMs = now }
            : lifecycleEvent;

    /// <summary>Applies what has arrived whole.</summary>
    /// <returns>Whether that was all; otherwise there is more, but room has to be asked for first.</returns>
    private bool Apply(ref ReadOnlySequence<byte> buffer, bool isCompleted, LifecycleReader reader, Guard? guard, IngestTally tally)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var window = new Window(index, tally);
        for (var i = 0; i < EventsAtOnce; i++)
        {
            if (!reader.TryRead(ref buffer, isCompleted, now, out var lifecycleEvent, out var error))
            {
                window.Apply();
                return true;
            }

            if (error is not null) tally.Reject(reader.Position, error.Message);
            else if (guard?.Invoke(lifecycleEvent) is { } refusal) tally.Forbid(reader.Position, refusal);
            else window.Add(WithCredibleTime(lifecycleEvent, now));
        }

        window.Apply();
        return false;
    }

    /// <summary>A few events that are applied together, which costs less than one by one.</summary>
    private ref struct Window(ConnectivityIndex index, IngestTally tally)
    {
        private const int Size = 16;

        private Events _events;
        private int _count;

        public void Add(in LifecycleEvent lifecycleEvent)
        {
            _events[_count++] = lifecycleEvent;
            if (_count == Size) Apply();
        }

        public void Apply()
        {
            Span<ApplyOutcome> outcomes = stackalloc ApplyOutcome[Size];
            index.Apply(((ReadOnlySpan<LifecycleEvent>)_events)[.._count], outcomes);
            foreach (var outcome in outcomes[.._count]) tally.Add(outcome);
            _count = 0;
        }

        [InlineArray(Size)]
        private struct Events
        {
            private LifecycleEvent _first;
        }
    }
}
