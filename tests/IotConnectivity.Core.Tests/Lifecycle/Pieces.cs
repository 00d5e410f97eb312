using System.Buffers;
using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Feeds a reader as a pipe would: pieces arrive, what was not consumed comes again.</summary>
internal static class Pieces
{
    /// <summary>Reads a stream that arrives in pieces of the given lengths, over and over; each piece is a segment of its own.</summary>
    public static List<(long Position, LifecycleEvent Event, LifecycleParseError? Error)> ReadAll(
        this LifecycleReader reader, byte[] stream, params int[] lengths)
    {
        var read = new List<(long, LifecycleEvent, LifecycleParseError?)>();
        var unconsumed = new List<byte[]>();
        var turn = 0;
        for (var at = 0; ;)
        {
            var length = Math.Min(lengths[turn++ % lengths.Length], stream.Length - at);
            var isCompleted = at + length == stream.Length;
            unconsumed.Add(stream[at..(at + length)]);
            at += length;
            var buffer = Join(unconsumed);
            while (reader.TryRead(ref buffer, isCompleted, 1767168000000, out var e, out var error)) read.Add((reader.Position, e, error));
            unconsumed = [];
            foreach (var piece in buffer) unconsumed.Add(piece.ToArray());
            if (!isCompleted) continue;
            Assert.False(reader.TryRead(ref buffer, true, 0, out _, out _));
            Assert.Equal(0, buffer.Length);
            return read;
        }
    }

    /// <summary>What was read in one line each: position and client id, or position and message.</summary>
    public static string[] ReadTexts(this LifecycleReader reader, string stream, params int[] lengths) =>
        [.. reader.ReadAll(Encoding.UTF8.GetBytes(stream), lengths).Select(r => $"{r.Position} {r.Error?.Message ?? r.Event.ClientId}")];

    public static ReadOnlySequence<byte> Join(IReadOnlyList<byte[]> pieces)
    {
        if (pieces.Count == 0) return default;
        var first = new Segment(pieces[0], null);
        var last = first;
        for (var i = 1; i < pieces.Count; i++) last = new Segment(pieces[i], last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
