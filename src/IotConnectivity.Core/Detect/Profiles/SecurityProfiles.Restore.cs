using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Profiles;

public sealed partial class SecurityProfiles
{
    /// <summary>Brings back what is stored, once the things and groups are back and before the journal is ready, so that nobody sees a part of it.</summary>
    void IRegistryFollower.OnRestored()
    {
        var stored = _journal.TakeRestoredSettings(SecurityProfileDocument.Prefix).Select(SecurityProfileDocument.Read).ToDictionary(static profile => profile.Name, StringComparer.Ordinal);
        var groups = GroupsOf(stored.Values.Concat(Current.All));
        lock (_lock)
        {
            var next = Current;
            foreach (var profile in stored.Values) next = next.With(profile);
            foreach (var profile in next.All.ToList())
            {
                var kept = profile with { Targets = [.. profile.Targets.Where(IsThere)] };
                next = next.With(kept);
                if (!stored.ContainsKey(profile.Name) || kept.Targets.Count < profile.Targets.Count)
                {
                    _journal.WriteSetting(SecurityProfileDocument.Prefix + profile.Name, SecurityProfileDocument.Write(kept));
                }
            }

            _isRestored = true;
            Volatile.Write(ref _current, next);
            Changed?.Invoke();
        }

        // The end may have come between the deletion of a group and that of the target.
        bool IsThere(AttachedTarget attached) => attached.Target.GroupName is not { } name || groups.GetValueOrDefault(name) is { IsDeleted: false };
    }

    private Dictionary<string, RegisteredGroup?> GroupsOf(IEnumerable<SecurityProfile> profiles) =>
        profiles.SelectMany(static profile => profile.Targets)
            .Select(static attached => attached.Target.GroupName)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(static name => name, _registry.Groups.FindCell, StringComparer.Ordinal);
}
