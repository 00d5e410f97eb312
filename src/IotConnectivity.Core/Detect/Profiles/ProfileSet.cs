using System.Collections.Immutable;

namespace IotConnectivity.Detect.Profiles;

/// <summary>All security profiles as they were at one moment. Immutable.</summary>
/// <param name="Version">One more with every change of any of them.</param>
/// <param name="ByName">The profiles, in ordinal order of their names.</param>
internal sealed record ProfileSet(long Version, ImmutableSortedDictionary<string, SecurityProfile> ByName)
{
    internal static ProfileSet Empty { get; } = new(0, ImmutableSortedDictionary.Create<string, SecurityProfile>(StringComparer.Ordinal));

    internal IEnumerable<SecurityProfile> All => ByName.Values;

    internal SecurityProfile? Find(string name) => ByName.GetValueOrDefault(name);

    internal ProfileSet With(SecurityProfile profile) => new(Version + 1, ByName.SetItem(profile.Name, profile));

    internal ProfileSet Without(string name) => new(Version + 1, ByName.Remove(name));

    internal int CountOf(ProfileTarget target) => All.Count(profile => profile.Has(target));
}
