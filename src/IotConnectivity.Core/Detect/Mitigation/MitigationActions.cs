using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Journal;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Mitigation;

/// <summary>The mitigation actions that tasks and security profiles can name.</summary>
/// <remarks>
/// Thread-safe; changes take one short lock, look-ups none. Changes are durable once <see cref="ConnectivityJournal.FlushAsync"/> says so. Semantics are those of AWS IoT's
/// CreateMitigationAction, UpdateMitigationAction, DeleteMitigationAction, DescribeMitigationAction and ListMitigationActions. An action that is deleted is missing where it is
/// still named: what was to be done then fails and says so.
/// </remarks>
public sealed class MitigationActions : IRegistryFollower
{
    /// <summary>The most actions, AWS IoT's limit.</summary>
    public const int MaxActions = 100;

    // INVARIANT: a change is handed to the journal and then shown, under the lock.
    private readonly Lock _lock = new();
    private readonly ThingRegistry _registry;
    private readonly ConnectivityJournal _journal;
    private ImmutableSortedDictionary<string, MitigationAction> _actions = ImmutableSortedDictionary.Create<string, MitigationAction>(StringComparer.Ordinal);
    private bool _isRestored;

    /// <summary>Makes an empty list of actions. Those that are stored come back when the journal is opened, so make it before.</summary>
    /// <param name="registry">The registry whose groups are meant.</param>
    /// <param name="profiles">The security profiles, which may only name actions that there are.</param>
    /// <param name="journal">What writes the actions down.</param>
    public MitigationActions(ThingRegistry registry, SecurityProfiles profiles, ConnectivityJournal journal)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(journal);
        _registry = registry;
        _journal = journal;
        registry.Followers.Add(this);
        profiles.CheckAction = name => Find(name) is null ? NoSuchAction(name) : null;
    }

    /// <summary>Looks up an action.</summary>
    /// <param name="name">Its name; any text.</param>
    /// <returns>The action as it is now, or <see langword="null"/>.</returns>
    public MitigationAction? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Volatile.Read(ref _actions).GetValueOrDefault(name);
    }

    /// <summary>Creates an action.</summary>
    /// <param name="name">Its name: 1 to 128 characters out of <c>a-z A-Z 0-9 _ -</c>.</param>
    /// <param name="roleArn">The role that AWS would take on: 20 to 2048 characters; kept and shown, without effect.</param>
    /// <param name="what">What is done. The groups need not exist yet.</param>
    /// <param name="action">The action.</param>
    /// <param name="error">Why not; with <see cref="RegistryErrorCode.AlreadyExists"/>, <paramref name="action"/> is the one that exists.</param>
    /// <returns>Whether it was created.</returns>
    public bool TryCreate(string name, string roleArn, AddToThingGroups what, out MitigationAction? action, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(roleArn);
        ArgumentNullException.ThrowIfNull(what);
        action = null;
        error = _registry.CheckReady() ?? MitigationRules.CheckName(name) ?? MitigationRules.CheckRole(roleArn) ?? MitigationRules.Check(what);
        if (error is not null) return false;
        lock (_lock)
        {
            action = Find(name);
            if (action is not null) error = new RegistryError(RegistryErrorCode.AlreadyExists, $"Mitigation action {name} already exists in account");
            else if (_actions.Count >= MaxActions) error = new RegistryError(RegistryErrorCode.LimitExceeded, $"there are {_actions.Count} mitigation actions, expected at most {MaxActions}");
            if (error is not null) return false;
            action = new MitigationAction(name, Guid.NewGuid(), _registry.Now, _registry.Now) { RoleArn = roleArn, Params = what };
            Show_NeedsLock(name, action);
            return true;
        }
    }

    /// <summary>Changes an action. What runs already goes on as it began.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="roleArn">The new role; <see langword="null"/> leaves it as it is.</param>
    /// <param name="what">What is to be done; <see langword="null"/> leaves it as it is.</param>
    /// <param name="action">The action after the change.</param>
    /// <param name="error">Why nothing was changed.</param>
    /// <returns>Whether the action was changed.</returns>
    public bool TryUpdate(string name, string? roleArn, AddToThingGroups? what, [NotNullWhen(true)] out MitigationAction? action, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        action = null;
        error = _registry.CheckReady() ?? (roleArn is null ? null : MitigationRules.CheckRole(roleArn)) ?? (what is null ? null : MitigationRules.Check(what));
        if (error is not null) return false;
        lock (_lock)
        {
            if (Find(name) is not { } seen)
            {
                error = NoSuchAction(name);
                return false;
            }

            action = seen with { ModifiedAt = _registry.Now, RoleArn = roleArn ?? seen.RoleArn, Params = what ?? seen.Params };
            Show_NeedsLock(name, action);
            return true;
        }
    }

    /// <summary>Deletes an action. Deleting one that does not exist succeeds, as in AWS IoT.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="error">Why it was not deleted.</param>
    /// <returns>Whether the action does not exist any more.</returns>
    public bool TryDelete(string name, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        error = _registry.CheckReady();
        if (error is not null) return false;
        lock (_lock)
        {
            if (Find(name) is not null) Show_NeedsLock(name, null);
            return true;
        }
    }

    /// <summary>Lists actions in ordinal order of their names, a page at a time.</summary>
    /// <param name="maxResults">The most actions on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> for the first page.</param>
    /// <param name="page">The page.</param>
    /// <param name="error">What is wrong with the arguments.</param>
    /// <returns>Whether the arguments were right.</returns>
    public bool TryList(int maxResults, string? nextToken, [NotNullWhen(true)] out MitigationActionPage? page, [NotNullWhen(false)] out RegistryError? error)
    {
        var all = Volatile.Read(ref _actions).Values;
        page = ListPaging.TryTake(all, static action => action.Name, maxResults, nextToken, out var actions, out var next, out error) ? new MitigationActionPage(actions, next) : null;
        return page is not null;
    }

    void IRegistryFollower.OnThingChanged(RegisteredThing thing)
    {
        // Actions name groups, not things.
    }

    void IRegistryFollower.OnGroupChanged(RegisteredGroup group)
    {
        // A group that is missing is a failure of the action when it runs.
    }

    void IRegistryFollower.OnMembershipChanged(RegisteredThing thing, RegisteredGroup group, bool isMember)
    {
        // An action does not look after what it has done.
    }

    void IRegistryFollower.OnTypeChanged(string name, ThingType? type)
    {
        // Actions name no types.
    }

    void IRegistryFollower.OnRestored()
    {
        lock (_lock)
        {
            var stored = _journal.TakeRestoredSettings(MitigationActionDocument.Prefix).Select(MitigationActionDocument.Read).ToList();
            foreach (var early in _actions.Values.ExceptBy(stored.Select(static action => action.Name), static action => action.Name))
            {
                _journal.WriteSetting(MitigationActionDocument.Prefix + early.Name, MitigationActionDocument.Write(early));
            }

            _isRestored = true;
            Volatile.Write(ref _actions, _actions.SetItems(stored.Select(static action => KeyValuePair.Create(action.Name, action))));
        }
    }

    private static RegistryError NoSuchAction(string name) => new(RegistryErrorCode.NotFound, $"Mitigation action {RegistryNames.Shorten(name)} does not exist");

    private void Show_NeedsLock(string name, MitigationAction? action)
    {
        if (_isRestored && action is null) _journal.DeleteSetting(MitigationActionDocument.Prefix + name);
        else if (_isRestored) _journal.WriteSetting(MitigationActionDocument.Prefix + name, MitigationActionDocument.Write(action!));
        Volatile.Write(ref _actions, action is null ? _actions.Remove(name) : _actions.SetItem(name, action));
    }
}
