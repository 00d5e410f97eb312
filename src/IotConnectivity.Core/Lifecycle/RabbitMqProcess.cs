using System.Buffers.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Reads the text of an Erlang process: <c>&lt;rabbit@node1.1767160000.1052.0&gt;</c>, which is node, creation, number and serial.</summary>
/// <remarks>
/// The creation is one lifetime of the node. Erlang's port mapper (epmd) draws it: the second of the node's first registration, and one more for each further one, so that it
/// grows. A node without a port mapper draws it by chance; such a number is told by not being a time. Source: Erlang/OTP 23 and later, <c>epmd_srv.c</c> and <c>net_kernel.erl</c>.
/// </remarks>
internal static class RabbitMqProcess
{
    private const long Earliest = 1_400_000_000;
    private const long MaxAheadMs = 24L * 60 * 60 * 1000;

    /// <summary>Reads the lifetime of the node.</summary>
    /// <param name="pid">The text.</param>
    /// <param name="nowMs">When the process was told of.</param>
    /// <returns>The creation; 0 if there is none that grows.</returns>
    public static long Epoch(ReadOnlySpan<byte> pid, long nowMs)
    {
        // From the end: the name of the node may have dots of its own.
        var end = BeforeLast(pid, BeforeLast(pid, pid.Length));
        var start = BeforeLast(pid, end);
        if (start < 0 || !Utf8Parser.TryParse(pid[(start + 1)..end], out uint creation, out var length) || length != end - start - 1) return 0;
        return creation >= Earliest && creation * 1000L <= nowMs + MaxAheadMs ? creation : 0;
    }

    private static int BeforeLast(ReadOnlySpan<byte> text, int end) => end < 0 ? -1 : text[..end].LastIndexOf((byte)'.');
}
