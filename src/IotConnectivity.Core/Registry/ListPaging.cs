using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace IotConnectivity.Registry;

/// <summary>Pages of lists. A list goes on where the page before ended, at a place or after a name, so nothing that was there throughout is missed or shown twice.</summary>
internal static class ListPaging
{
    private const int MaxTokenLength = 512;

    internal static RegistryError? CheckSize(int maxResults) =>
        maxResults is < 1 or > RegistryLimits.MaxPageSize
            ? new RegistryError(RegistryErrorCode.InvalidRequest, $"{maxResults} results are asked for, expected 1 to {RegistryLimits.MaxPageSize}")
            : null;

    internal static string WritePlace(int place)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, place);
        return Convert.ToHexStringLower(bytes);
    }

    internal static bool TryReadPlace(string? token, out int place, [NotNullWhen(false)] out RegistryError? error)
    {
        place = 0;
        error = null;
        if (string.IsNullOrEmpty(token)) return true;
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        if (token.Length == 2 * sizeof(int) && Convert.FromHexString(token, bytes, out _, out var written) == OperationStatus.Done && written == sizeof(int))
        {
            place = BinaryPrimitives.ReadInt32BigEndian(bytes);
        }
        else
        {
            place = -1;
        }

        if (place < 0) error = new RegistryError(RegistryErrorCode.InvalidRequest, "the next token is not one that a list of things gave");
        return error is null;
    }

    /// <summary>Takes a page of what has names, in their ordinal order.</summary>
    /// <param name="all">Everything that the list holds, in any order.</param>
    /// <param name="nameOf">Gets a name; no two have the same.</param>
    /// <param name="maxResults">The most on the page.</param>
    /// <param name="token">What the page before gave; <see langword="null"/> or empty for the first page.</param>
    /// <param name="page">The page.</param>
    /// <param name="nextToken">What to ask for the next page with.</param>
    /// <param name="error">What is wrong with the number or the token.</param>
    /// <returns>Whether both were right.</returns>
    internal static bool TryTake<T>(
        IEnumerable<T> all, Func<T, string> nameOf, int maxResults, string? token, out List<T> page, out string? nextToken, [NotNullWhen(false)] out RegistryError? error) =>
        TryTakeByKey(all, nameOf, static name => ThingName.IsValid(name), maxResults, token, out page, out nextToken, out error);

    /// <summary>As <see cref="TryTake"/>, of what has keys of another form; each at most 384 ASCII characters.</summary>
    internal static bool TryTakeByKey<T>(
        IEnumerable<T> all,
        Func<T, string> keyOf,
        Predicate<string> isKey,
        int maxResults,
        string? token,
        out List<T> page,
        out string? nextToken,
        [NotNullWhen(false)] out RegistryError? error)
    {
        page = [];
        nextToken = null;
        error = CheckSize(maxResults);
        if (error is not null || !TryReadKey(token, isKey, out var last, out error)) return false;
        page = [.. all.Where(one => last is null || string.CompareOrdinal(keyOf(one), last) > 0).OrderBy(keyOf, StringComparer.Ordinal).Take(maxResults + 1)];
        if (page.Count <= maxResults) return true;
        page.RemoveAt(maxResults);
        nextToken = Base64Url.EncodeToString(Encoding.ASCII.GetBytes(keyOf(page[^1])));
        return true;
    }

    private static bool TryReadKey(string? token, Predicate<string> isKey, out string? key, [NotNullWhen(false)] out RegistryError? error)
    {
        key = null;
        error = null;
        if (string.IsNullOrEmpty(token)) return true;
        if (token.Length <= MaxTokenLength && Base64Url.IsValid(token)) key = Encoding.Latin1.GetString(Base64Url.DecodeFromChars(token));
        if (key is null || !isKey(key)) error = new RegistryError(RegistryErrorCode.InvalidRequest, "the next token is not one that this list gave");
        return error is null;
    }
}
