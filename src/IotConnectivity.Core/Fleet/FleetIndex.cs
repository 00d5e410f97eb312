using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using IotConnectivity.Fleet.Columns;
using IotConnectivity.Indexing;
using IotConnectivity.Queries.Schema;
using IotConnectivity.Registry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotConnectivity.Fleet;

/// <summary>Finds things by what the registry and the connectivity index know of them, and keeps dynamic groups: AWS IoT's fleet indexing.</summary>
/// <remarks>
/// <para>
/// Thread-safe. Whoever changes a thing only marks it, without a lock; the index takes the marked things in before it answers a query, and otherwise a moment later on a thread
/// of its own. So a query sees everything that was done before it was asked, and a thing that changes a hundred times in that moment costs as much as one that changes once.
/// </para>
/// <para>About 30 bytes for each thing, 4 for each attribute of each thing, 40 for each different value of an attribute, and 100 for each thing that violates something. When nothing changes nothing is done.</para>
/// <para>Source: AWS IoT Developer Guide, "Fleet indexing".</para>
/// </remarks>
public sealed partial class FleetIndex : IConnectivityFollower, IRegistryFollower, IDisposable
{
    // So many things at once, before a query may come in between.
    private const int Slice = 16_384;

    private readonly ThingRegistry _registry;
    private readonly ConnectivityIndex _index;
    private readonly IndexingSwitch _indexing;
    private readonly FleetColumns _columns;
    private readonly DirtyPlaces _changedThings = new();
    private readonly DirtyPlaces _changedConnectivity = new();
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly ILogger _logger;
    private readonly List<int> _taken = [];
    private readonly List<int> _added = [];

    /// <summary>Makes an index of all things that are and will be in a registry. Dynamic groups are kept from <see cref="Start"/> on.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="index">Its connectivity index.</param>
    /// <param name="indexing">What is indexed.</param>
    /// <param name="logger">Receives what goes wrong in the background.</param>
    public FleetIndex(ThingRegistry registry, ConnectivityIndex index, IndexingSwitch indexing, ILogger<FleetIndex>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(indexing);
        _registry = registry;
        _index = index;
        _indexing = indexing;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _columns = new FleetColumns(registry.Groups.All);
        registry.Followers.Add(this);
        index.Follow(this);
        indexing.Refuse = RefuseToLoseGroups;
        indexing.Changed += OnIndexingChanged;
        TakeAllAnew();
    }

    /// <summary>Gets how often the query of a group or of a <see cref="FleetFeed"/> was asked of a thing that had changed.</summary>
    internal long Evaluations { get; private set; }

    private long NowMs => _registry.Now.ToUnixTimeMilliseconds();

    /// <summary>Takes in everything that has changed until now.</summary>
    internal void Settle()
    {
        // RACE: what somebody else is taking in at this moment is seen by whoever gets the lock after him.
        if (_changedThings.IsEmpty && _changedConnectivity.IsEmpty && _changedViolations.IsEmpty && (_changedGroups.IsEmpty || _thread is null)) return;
        var (things, connectivity, violations) = (0, 0, 0);
        long? groups = null;
        bool isDone;
        do
        {
            _lock.EnterWriteLock();
            try
            {
                groups ??= _takenGroups + _changedGroups.Count;
                _columns.NowMs = NowMs;
                isDone = TakeThings(ref things) & TakeConnectivity(ref connectivity) & TakeViolations(ref violations);

                // At last: a group is complete when it has all things that were there. Not those that came since, before which things may have come that are still to be taken in.
                if (isDone) TakeGroups(groups.Value);
            }
            catch
            {
                // What was taken and not taken in is not marked any more.
                TakeAllAnew();
                throw;
            }
            finally
            {
                _lock.ExitWriteLock();
            }
        }
        while (!isDone);
    }

    void IConnectivityFollower.OnChanged(in ConnectivityChange change)
    {
        if (change.Cell is RegisteredThing thing) Mark(_changedConnectivity, thing.Place);
    }

    void IRegistryFollower.OnThingChanged(RegisteredThing thing)
    {
        if (thing.Data.Version < 0) _violations.TryRemove(thing, out _);
        Mark(_changedThings, thing.Place);
    }

    void IRegistryFollower.OnMembershipChanged(RegisteredThing thing, RegisteredGroup group, bool isMember)
    {
        // No standing query sees who is in a dynamic group. But whoever gets out may leave room for another.
        if (!group.IsDynamic || (!isMember && thing.Groups.Length >= RegistryLimits.MaxGroupsOfThing - 1)) Mark(_changedThings, thing.Place);
        Publish(thing, group, isMember);
    }

    void IRegistryFollower.OnGroupChanged(RegisteredGroup group)
    {
        if (!group.IsDynamic) return;
        _changedGroups.Enqueue(group);
        Wake();
    }

    void IRegistryFollower.OnTypeChanged(string name, ThingType? type)
    {
        // A thing has the name of its type and nothing else of it.
    }

    void IRegistryFollower.OnRestored() => TakeAllAnew();

    private void TakeAllAnew()
    {
        for (var place = 0; place < _registry.EndOfPlaces; place++) _changedThings.Mark(place);

        // The oldest first, as a thing gets into them: so none gets into one that it loses to an older one.
        foreach (var group in _registry.Groups.All().OrderBy(static group => group.Data.CreatedAt).ThenBy(static group => group.Data.Id))
        {
            if (group.IsDynamic) _changedGroups.Enqueue(group);
        }

        Wake();
    }

    private void Mark(DirtyPlaces places, int place)
    {
        if (places.Mark(place)) Wake();
    }

    private bool TakeThings(ref int from)
    {
        _taken.Clear();
        _added.Clear();
        var isAll = _changedThings.Take(_taken, Slice, ref from);
        foreach (var place in _taken)
        {
            var thing = _registry.ThingAt(place);
            var data = thing?.Data;

            // RACE: deleted in this moment.
            if (data is { Version: < 0 }) (thing, data) = (null, null);
            if (_columns.Things[place] is { } before && before != thing) Forget(place, before);
            _columns.SetThing(place, thing, data, _added);
            _columns.Violations[place] = thing is null ? null : ViolationsOf(thing);
            _columns.SetConnectivity(place, thing?.Current ?? ThingConnectivity.Never);
        }

        _columns.Names.Add(_added);
        foreach (var place in _taken)
        {
            if (_columns.Things[place] is { } thing) Evaluate(place, thing, AllSources);
        }

        return isAll;
    }

    private bool TakeConnectivity(ref int from)
    {
        _taken.Clear();
        var isAll = _changedConnectivity.Take(_taken, Slice, ref from);
        for (var places = CollectionsMarshal.AsSpan(_taken); !places.IsEmpty;)
        {
            var length = Math.Min(Block.Length, places.Length);
            TakeConnectivity(places[..length]);
            places = places[length..];
        }

        if (_groups.Count == 0 && Volatile.Read(ref _feeds).Length == 0) return isAll;
        foreach (var place in _taken)
        {
            if (_columns.Things[place] is { Current: not null } thing) Evaluate(place, thing, QuerySources.Connectivity);
        }

        return isAll;
    }

    // Step by step for several things, so that the memory of one is fetched beside that of the others: it is random things that change, and fetching is all that this does.
    private void TakeConnectivity(ReadOnlySpan<int> places)
    {
        var things = default(Block);
        var states = default(BlockOfStates);
        for (var i = 0; i < places.Length; i++) things[i] = _columns.Things[places[i]];
        for (var i = 0; i < places.Length; i++) states[i] = things[i]?.Current;
        for (var i = 0; i < places.Length; i++)
        {
            if (states[i] is { } state) _columns.SetConnectivity(places[i], state);
        }
    }

    [InlineArray(Length)]
    private struct Block
    {
        internal const int Length = 32;
        private RegisteredThing? _first;
    }

    [InlineArray(Block.Length)]
    private struct BlockOfStates
    {
        private ThingConnectivity? _first;
    }
}
