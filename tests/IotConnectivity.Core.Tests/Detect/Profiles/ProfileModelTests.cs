using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.Profiles;

/// <summary>Any operations on profiles, targets and groups, against a model in plain dictionaries.</summary>
public class ProfileModelTests
{
    // More profiles than a target may have, and few targets, so that the limit is met.
    private const int Names = 8;

    private static readonly ProfileTarget[] Targets =
        [ProfileTarget.AllThings, ProfileTarget.AllRegisteredThings, ProfileTarget.ThingGroup("g0"), ProfileTarget.ThingGroup("g1")];

    private static readonly Gen<Operation> AnyOperation =
        from kind in Gen.Frequency<Kind>(
            (8, Gen.Constant(Kind.Create)),
            (2, Gen.Constant(Kind.Update)),
            (1, Gen.Constant(Kind.Delete)),
            (20, Gen.Constant(Kind.Attach)),
            (4, Gen.Constant(Kind.Detach)),
            (3, Gen.Constant(Kind.CreateGroup)),
            (1, Gen.Constant(Kind.DeleteGroup)))
        from name in Gen.Choose(0, Names - 1)
        from target in Gen.Elements(Targets)
        from version in Gen.Choose(0, 3)
        select new Operation(kind, $"p{name}", target, version == 0 ? null : version, target.GroupName ?? "g0");

    private enum Kind
    {
        Create,
        Update,
        Delete,
        Attach,
        Detach,
        CreateGroup,
        DeleteGroup,
    }

    [Fact]
    public void Profiles_AnyOperations_MatchTheModel() =>
        Prop.ForAll(AnyOperation.ToArbitrary().Array(), operations =>
        {
            var run = new ModelRun();
            foreach (var operation in operations) run.Step(operation);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(200)).WithEndSize(200));

    private sealed record Operation(Kind Kind, string Name, ProfileTarget Target, long? Version, string Group);

    private sealed class ModelRun
    {
        private readonly ProfileFixture _fixture = new();
        private readonly Dictionary<string, long> _versions = [];
        private readonly HashSet<(string Name, ProfileTarget Target)> _attached = [];
        private readonly HashSet<string> _groups = [];

        internal void Step(Operation one)
        {
            Assert.Equal(Model(one), Do(one));
            Assert.Equal(_versions.Keys.Order(StringComparer.Ordinal), _fixture.ListAll(pageSize: 3));
            foreach (var (name, version) in _versions)
            {
                Assert.Equal(version, _fixture.Profiles.Find(name)!.Version);
                Assert.Equal(TargetsOf(name), _fixture.ListTargets(name, pageSize: 2).ToHashSet());
            }

            foreach (var target in Targets.Where(IsThere))
            {
                Assert.Equal(_attached.Where(pair => pair.Target == target).Order(Comparer<(string Name, ProfileTarget)>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))), _fixture.ListFor(target, pageSize: 2));
            }
        }

        private bool Do(Operation one)
        {
            var profiles = _fixture.Profiles;
            return one.Kind switch
            {
                Kind.Create => profiles.TryCreate(one.Name, new SecurityProfileDraft(), out _, out _),
                Kind.Update => profiles.TryUpdate(one.Name, new SecurityProfileUpdate { ExpectedVersion = one.Version }, out _, out _),
                Kind.Delete => profiles.TryDelete(one.Name, one.Version, out _),
                Kind.Attach => profiles.TryAttach(one.Name, one.Target, out _),
                Kind.Detach => profiles.TryDetach(one.Name, one.Target, out _),
                Kind.CreateGroup => _fixture.Registry.Groups.TryCreate(one.Group, null, null, null, out _, out _),
                _ => _fixture.Registry.Groups.TryDelete(one.Group, null, out _),
            };
        }

        private bool Model(Operation one)
        {
            var isKnown = _versions.TryGetValue(one.Name, out var version);
            var isRight = one.Version is null || one.Version == version;
            switch (one.Kind)
            {
                case Kind.Create:
                    return _versions.TryAdd(one.Name, 1);
                case Kind.Update:
                    if (isKnown && isRight) _versions[one.Name]++;
                    return isKnown && isRight;
                case Kind.Delete:
                    if (!isKnown) return true;
                    if (!isRight) return false;
                    _attached.RemoveWhere(pair => pair.Name == one.Name);
                    return _versions.Remove(one.Name);
                case Kind.Attach:
                    if (!isKnown || !IsThere(one.Target)) return false;
                    if (_attached.Contains((one.Name, one.Target))) return true;
                    return _attached.Count(pair => pair.Target == one.Target) < 5 && _attached.Add((one.Name, one.Target));
                case Kind.Detach:
                    _attached.Remove((one.Name, one.Target));
                    return isKnown;
                case Kind.CreateGroup:
                    _groups.Add(one.Group);
                    return true;
                default:
                    _groups.Remove(one.Group);
                    _attached.RemoveWhere(pair => pair.Target.GroupName == one.Group);
                    return true;
            }
        }

        private bool IsThere(ProfileTarget target) => target.GroupName is null || _groups.Contains(target.GroupName);

        private HashSet<ProfileTarget> TargetsOf(string name) => [.. _attached.Where(pair => pair.Name == name).Select(pair => pair.Target)];
    }
}
