using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.TestKit;

namespace IotConnectivity.Registry;

/// <summary>Any operations on things and groups, against a model in plain dictionaries that knows nothing of places, bits and locks.</summary>
public class GroupModelTests
{
    // So few names that the limits are met: levels, groups of a thing, hierarchies.
    private const int Things = 4;
    private const int Groups = 16;
    private const int Dynamics = 12;

    private static readonly Gen<Operation> AnyOperation =
        from kind in Gen.Frequency<Kind>(
            (2, Gen.Constant(Kind.CreateThing)),
            (1, Gen.Constant(Kind.DeleteThing)),
            (6, Gen.Constant(Kind.CreateGroup)),
            (1, Gen.Constant(Kind.DeleteGroup)),
            (10, Gen.Constant(Kind.Add)),
            (2, Gen.Constant(Kind.Remove)),
            (4, Gen.Constant(Kind.Change)),
            (3, Gen.Constant(Kind.CreateDynamic)),
            (1, Gen.Constant(Kind.DeleteDynamic)),
            (8, Gen.Constant(Kind.Join)),
            (1, Gen.Constant(Kind.Leave)))
        from thing in Gen.Choose(0, Things - 1)
        from first in Gen.Choose(0, Groups - 1)
        from second in Gen.Choose(0, (2 * Groups) - 1)
        from flag in Gen.Elements(true, false)
        select new Operation(kind, $"t{thing}", $"g{first}", second < Groups ? $"g{second}" : null, $"d{first % Dynamics}", flag);

    private enum Kind
    {
        CreateThing,
        DeleteThing,
        CreateGroup,
        DeleteGroup,
        Add,
        Remove,
        Change,
        CreateDynamic,
        DeleteDynamic,
        Join,
        Leave,
    }

    [Fact]
    public void Groups_AnyOperations_MatchTheModel() =>
        Prop.ForAll(AnyOperation.ToArbitrary().Array(), operations =>
        {
            var run = new ModelRun();
            foreach (var operation in operations) run.Step(operation);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(300)).WithEndSize(250));

    private sealed record Operation(Kind Kind, string Thing, string Group, string? Other, string Dynamic, bool Flag);

    private sealed class ModelRun
    {
        private readonly RegistryFixture _things = new();
        private readonly GroupIntegrity _integrity;
        private readonly Dictionary<string, string?> _parents = [];
        private readonly Dictionary<string, int> _dynamics = [];
        private readonly Dictionary<string, HashSet<string>> _groupsOf = [];
        private int _created;

        internal ModelRun() => _integrity = new GroupIntegrity(_things.Registry);

        internal void Step(Operation one)
        {
            Assert.Equal(Model(one), Do(one));
            foreach (var (thing, groups) in _groupsOf) Assert.Equal(groups.Order(StringComparer.Ordinal), _things.GroupsOf(thing));
            foreach (var group in _parents.Keys.Concat(_dynamics.Keys))
            {
                Assert.Equal(_groupsOf.Where(pair => pair.Value.Contains(group)).Select(pair => pair.Key).Order(), _things.MembersOf(group).Order());
                var below = _parents.Keys.Where(other => AncestorsOf(other).Prepend(other).Contains(group)).Append(group).ToHashSet();
                Assert.Equal(_groupsOf.Where(pair => pair.Value.Overlaps(below)).Select(pair => pair.Key).Order(), _things.MembersOf(group, recursive: true, pageSize: 2).Order());
            }

            Assert.Equal(_parents.Keys.Concat(_dynamics.Keys).Order(StringComparer.Ordinal), _things.ListGroups(pageSize: 5));
            _integrity.AssertHolds();
        }

        private bool Do(Operation one)
        {
            var (registry, groups) = (_things.Registry, _things.Groups);
            _things.Clock.Advance(TimeSpan.FromMilliseconds(1));
            return one.Kind switch
            {
                Kind.CreateThing => registry.TryCreate(new ThingName(one.Thing), null, null, out _, out _),
                Kind.DeleteThing => registry.TryDelete(one.Thing, null, out _),
                Kind.CreateGroup => groups.TryCreate(one.Group, one.Other, null, null, out _, out _),
                Kind.DeleteGroup => groups.TryDelete(one.Group, null, out _),
                Kind.Add => groups.TryAdd(one.Group, one.Thing, out _),
                Kind.Remove => groups.TryRemove(one.Group, one.Thing, out _),
                Kind.Change => groups.TryChange(one.Thing, ChangeOf(one), out _),
                Kind.CreateDynamic => groups.TryCreateDynamic(one.Dynamic, GroupFixture.AnyQuery, null, null, out _, out _),
                Kind.DeleteDynamic => groups.TryDeleteDynamic(one.Dynamic, null, out _),
                Kind.Join => registry.FindCell(one.Thing) is { } thing && groups.FindCell(one.Dynamic) is { } group && groups.TryJoin(thing, group),
                _ => registry.FindCell(one.Thing) is { } thing && groups.FindCell(one.Dynamic) is { } group && groups.Leave(thing, group),
            };
        }

        private bool Model(Operation one)
        {
            switch (one.Kind)
            {
                case Kind.CreateThing:
                    _groupsOf.TryAdd(one.Thing, []);
                    return true;
                case Kind.DeleteThing:
                    _groupsOf.Remove(one.Thing);
                    return true;
                case Kind.CreateGroup:
                    return CreateGroup(one.Group, one.Other);
                case Kind.DeleteGroup:
                    if (_parents.ContainsValue(one.Group)) return false;
                    Forget(one.Group);
                    return true;
                case Kind.Add:
                    return Change(one.Thing, [one.Group], [], overrides: false);
                case Kind.Remove:
                    return Change(one.Thing, [], [one.Group], overrides: false);
                case Kind.Change:
                    var change = ChangeOf(one);
                    return Change(one.Thing, change.Add, change.Remove, change.OverrideDynamicGroups);
                case Kind.CreateDynamic:
                    _dynamics.TryAdd(one.Dynamic, ++_created);
                    return true;
                case Kind.DeleteDynamic:
                    Forget(one.Dynamic);
                    return true;
                case Kind.Join:
                    return Join(one.Thing, one.Dynamic);
                default:
                    return _groupsOf.TryGetValue(one.Thing, out var groups) && groups.Remove(one.Dynamic);
            }
        }

        private static ThingGroupChange ChangeOf(Operation one) =>
            new() { Add = [one.Group], Remove = one.Other is null ? [] : [one.Other], OverrideDynamicGroups = one.Flag };

        private IEnumerable<string> AncestorsOf(string group)
        {
            for (var parent = _parents[group]; parent is not null; parent = _parents[parent]) yield return parent;
        }

        private bool CreateGroup(string name, string? parent)
        {
            if (_parents.TryGetValue(name, out var known)) return known == parent;
            if (parent is not null && (!_parents.ContainsKey(parent) || AncestorsOf(parent).Count() >= 6)) return false;
            _parents[name] = parent;
            return true;
        }

        private void Forget(string group)
        {
            _parents.Remove(group);
            _dynamics.Remove(group);
            foreach (var groups in _groupsOf.Values) groups.Remove(group);
        }

        private bool Change(string thing, IEnumerable<string> add, IEnumerable<string> remove, bool overrides)
        {
            if (!_groupsOf.TryGetValue(thing, out var groups) || add.Concat(remove).Any(group => !_parents.ContainsKey(group))) return false;
            var next = groups.Except(remove).ToHashSet();
            foreach (var group in add.Where(group => !next.Contains(group)))
            {
                if (next.Any(other => _parents.ContainsKey(other) && RootOf(other) == RootOf(group))) return false;
                if (next.Count == 10 && !(overrides && DropNewest(next))) return false;
                next.Add(group);
            }

            _groupsOf[thing] = next;
            return true;
        }

        private bool Join(string thing, string group)
        {
            if (!_groupsOf.TryGetValue(thing, out var groups) || !_dynamics.TryGetValue(group, out var created)) return false;
            if (groups.Contains(group)) return true;
            if (groups.Count == 10)
            {
                var newest = groups.Where(_dynamics.ContainsKey).MaxBy(other => _dynamics[other]);
                if (newest is null || created > _dynamics[newest]) return false;
                groups.Remove(newest);
            }

            return groups.Add(group);
        }

        private bool DropNewest(HashSet<string> groups) =>
            groups.Where(_dynamics.ContainsKey).MaxBy(other => _dynamics[other]) is { } newest && groups.Remove(newest);

        private string RootOf(string group) => AncestorsOf(group).LastOrDefault(group);
    }
}
