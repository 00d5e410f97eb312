using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Violations;

/// <summary>Pages that go on after a moment and a key.</summary>
internal static class ViolationPaging
{
    internal const int MaxPageSize = 250;

    internal static string Write(RecordPlace place) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{place.TimeMs}:{place.Key}"));

    internal static bool TryRead(int maxResults, string? token, out RecordPlace? place, [NotNullWhen(false)] out RegistryError? error)
    {
        place = null;
        error = null;
        if (maxResults is < 1 or > MaxPageSize)
        {
            error = new RegistryError(RegistryErrorCode.InvalidRequest, $"{maxResults} results are asked for, expected 1 to {MaxPageSize}");
        }
        else if (!string.IsNullOrEmpty(token))
        {
            var text = token.Length <= 256 && Base64Url.IsValid(token) ? Encoding.Latin1.GetString(Base64Url.DecodeFromChars(token)) : string.Empty;
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && long.TryParse(text.AsSpan(0, colon), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)) place = new RecordPlace(at, text[(colon + 1)..]);
            else error = new RegistryError(RegistryErrorCode.InvalidRequest, "the next token is not one that a list of violations gave");
        }

        return error is null;
    }
}
