using System.Buffers;
using System.Net;
using System.Text;

namespace IotConnectivity.History;

/// <summary>Takes addresses out of texts that a source wrote: history is for those too who may not see where a client is.</summary>
internal static class SocketText
{
    private const string Hidden = "…";

    private static readonly SearchValues<char> InAddresses = SearchValues.Create("0123456789ABCDEFabcdef.:");

    /// <summary>Replaces each IP address in a text, with its port, by an ellipsis.</summary>
    internal static string? WithoutAddresses(string? text)
    {
        if (text is null || text.AsSpan().IndexOfAny('.', ':') < 0) return text;
        var shown = new StringBuilder(text.Length);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var other = rest.IndexOfAny(InAddresses);
            if (other < 0) other = rest.Length;
            shown.Append(rest[..other]);
            rest = rest[other..];

            var run = rest.IndexOfAnyExcept(InAddresses);
            if (run < 0) run = rest.Length;

            // A sentence may end behind an address.
            var address = rest[..run].TrimEnd(".:");
            shown.Append(IsAddress(address) ? Hidden : address).Append(rest[address.Length..run]);
            rest = rest[run..];
        }

        return shown.ToString();
    }

    private static bool IsAddress(ReadOnlySpan<char> text) =>
        (text.Count('.') >= 3 || text.Count(':') >= 2) && (IPAddress.TryParse(text, out _) || IPEndPoint.TryParse(text, out _));
}
