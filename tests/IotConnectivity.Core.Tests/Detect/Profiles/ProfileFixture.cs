using IotConnectivity.Journal;
using IotConnectivity.Registry;
using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.Profiles;

/// <summary>Security profiles with a registry of their own, and short ways to say what a test means.</summary>
internal sealed class ProfileFixture
{
    internal const string Topic = "arn:aws:sns:us-east-1:123456789012:Offline";
    internal const string Role = "arn:aws:iam::123456789012:role/DetectPublish";

    private readonly JournaledIndex _index;

    internal ProfileFixture(ScriptedStore? store = null)
    {
        _index = JournaledIndex.Make(store);
        Profiles = new SecurityProfiles(_index.Registry, _index.Journal);
        Profiles.Changed = () => Changes++;
    }

    internal static Behavior Offline { get; } = OfflineFor("Offline5m", 5);

    internal SecurityProfiles Profiles { get; }

    internal int Changes { get; set; }

    internal ManualTimeProvider Clock => _index.Clock;

    internal ThingRegistry Registry => _index.Registry;

    internal JournaledIndex Index => _index;

    internal static Behavior OfflineFor(string name, ulong minutes) => new(name)
    {
        Metric = DetectMetrics.DisconnectDuration,
        Criteria = new BehaviorCriteria { ComparisonOperator = "less-than", Value = MetricValue.OfCount(minutes) },
    };

    internal SecurityProfile Create(string name, params Behavior[] behaviors)
    {
        Assert.True(Profiles.TryCreate(name, new SecurityProfileDraft { Behaviors = behaviors }, out var profile, out var error), error?.Message);
        return profile!;
    }

    internal string FailsToCreate(SecurityProfileDraft draft, string name = "Watch")
    {
        Assert.False(Profiles.TryCreate(name, draft, out var profile, out var error));
        Assert.Equal((null, RegistryErrorCode.InvalidRequest), (profile, error.Code));
        Assert.Null(Profiles.Find(name));
        return error.Message;
    }

    internal SecurityProfile Update(string name, SecurityProfileUpdate update)
    {
        Assert.True(Profiles.TryUpdate(name, update, out var profile, out var error), error?.Message);
        Assert.Same(profile, Profiles.Find(name));
        return profile;
    }

    internal RegistryError FailsToUpdate(string name, SecurityProfileUpdate update)
    {
        var before = Profiles.Current;
        Assert.False(Profiles.TryUpdate(name, update, out var profile, out var error));
        Assert.Null(profile);
        Assert.Same(before, Profiles.Current);
        return error;
    }

    internal void CreateGroup(string name, string? parent = null) =>
        Assert.True(Registry.Groups.TryCreate(name, parent, null, null, out _, out var error), error?.Message);

    internal void Attach(string name, ProfileTarget target) => Assert.True(Profiles.TryAttach(name, target, out var error), error?.Message);

    internal RegistryError FailsToAttach(string name, ProfileTarget target)
    {
        var before = Profiles.Current;
        Assert.False(Profiles.TryAttach(name, target, out var error));
        Assert.Same(before, Profiles.Current);
        return error;
    }

    internal void Detach(string name, ProfileTarget target) => Assert.True(Profiles.TryDetach(name, target, out var error), error?.Message);

    internal IEnumerable<ProfileTarget> TargetsOf(string name) => Profiles.Find(name)!.Targets.Select(attached => attached.Target);

    internal List<string> ListAll(string? metric = null, int pageSize = 250)
    {
        var names = new List<string>();
        string? token = null;
        do
        {
            Assert.True(Profiles.TryList(metric, pageSize, token, out var page, out var error), error?.Message);
            Assert.InRange(page.Profiles.Count, 0, pageSize);
            names.AddRange(page.Profiles.Select(profile => profile.Name));
            token = page.NextToken;
        }
        while (token is not null);
        return names;
    }

    internal List<ProfileTarget> ListTargets(string name, int pageSize = 250)
    {
        var targets = new List<ProfileTarget>();
        string? token = null;
        do
        {
            Assert.True(Profiles.TryListTargets(name, pageSize, token, out var page, out var error), error?.Message);
            Assert.InRange(page.Targets.Count, 0, pageSize);
            targets.AddRange(page.Targets.Select(attached => attached.Target));
            token = page.NextToken;
        }
        while (token is not null);
        return targets;
    }

    internal List<(string Profile, ProfileTarget Target)> ListFor(ProfileTarget target, bool recursive = false, int pageSize = 250)
    {
        var found = new List<(string, ProfileTarget)>();
        string? token = null;
        do
        {
            Assert.True(Profiles.TryListForTarget(target, recursive, pageSize, token, out var page, out var error), error?.Message);
            Assert.InRange(page.Mappings.Count, 0, pageSize);
            found.AddRange(page.Mappings.Select(mapping => (mapping.Profile.Name, mapping.Target)));
            token = page.NextToken;
        }
        while (token is not null);
        return found;
    }
}
