using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Registry;

public sealed partial class ThingRegistry
{
    /// <summary>Lists things, a page at a time. A thing that exists during all calls is listed exactly once.</summary>
    /// <param name="filter">Which things.</param>
    /// <param name="maxResults">The most things on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> for the first page.</param>
    /// <param name="page">The page.</param>
    /// <param name="error">What is wrong with the arguments.</param>
    /// <returns>Whether the arguments were right.</returns>
    /// <remarks>Cost: one look-up for each listed thing, and a visit to every thing that does not match on the way to the page's last one.</remarks>
    public bool TryList(
        ThingFilter filter, int maxResults, string? nextToken, [NotNullWhen(true)] out ThingPage? page, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(filter);
        page = null;
        error = ListPaging.CheckSize(maxResults) ?? CheckFilter(filter);
        if (error is not null || !ListPaging.TryReadPlace(nextToken, out var slot, out error)) return false;

        var things = new List<Thing>(Math.Min(maxResults, 64));
        var end = _slots.End;
        for (; slot < end; slot++)
        {
            if (_slots[slot] is not { Data: { Version: > 0 } data } cell || !filter.Matches(data) || !IsRegistered(cell)) continue;
            if (things.Count == maxResults) break;
            things.Add(cell.ToThing(data));
        }

        page = new ThingPage(things, slot < end ? ListPaging.WritePlace(slot) : null);
        return true;
    }

    private static RegistryError? CheckFilter(ThingFilter filter) =>
        filter is { AttributeName: null, AttributeValue: not null }
            ? new RegistryError(RegistryErrorCode.InvalidRequest, "an attribute value is given without an attribute name")
            : null;

    // Of several threads that create one thing at the same time all list theirs, and one gets it into the index.
    private bool IsRegistered(RegisteredThing cell) => ReferenceEquals(_index.Find(cell.Name), cell);
}
