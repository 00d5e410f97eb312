using IotConnectivity.Registry;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.Journal;

[Trait("Category", "Soak")]
public class JournaledRegistrySoakTests
{
    private const int EnoughCommits = 11;

    /// <summary>Types, groups and things that come and go on several threads, a store that fails now and then: whatever commit is the last, the store can be opened.</summary>
    [Fact]
    public async Task Changes_OfTypesGroupsAndThings_LeaveAStoreThatOpensAfterEveryCommit()
    {
        var seed = Concurrently.Seed();
        var random = new Random(seed);
        var store = new ScriptedStore();
        var moments = new List<ScriptedStore>();
        var commits = 0;
        store.BeforeCommit = _ =>
        {
            moments.Add(store.CopyRegistry());
            Interlocked.Increment(ref commits);
            return random.Next(3) == 0 ? throw new StoreException(StoreFault.Full, "the disk is full") : Task.CompletedTask;
        };
        await using var journaled = await JournaledIndex.OpenAsync(store);

        Concurrently.Run(4, seed, (thread, own) =>
        {
            // The writer has a thread of its own, which may get no turn while the others are done.
            for (var i = 0; i < Repetitions.Of(3_000) || Volatile.Read(ref commits) < EnoughCommits; i++)
            {
                if (thread == 0) journaled.Clock.Advance(TimeSpan.FromSeconds(5));
                Change(journaled.Registry, own);
                if (i % 16 == 0) Thread.Yield();
            }
        });
        store.BeforeCommit = static _ => Task.CompletedTask;
        await journaled.AdvanceUntilAsync(() => journaled.Journal.Fault is null && journaled.Journal.PendingCount == 0);
        await FlushAsync(journaled);

        foreach (var moment in moments) await (await JournaledIndex.OpenAsync(moment)).DisposeAsync();
        await using var last = await JournaledIndex.OpenAsync(store);
        Assert.Equal(Describe(journaled.Registry), Describe(last.Registry));
    }

    private static async Task FlushAsync(JournaledIndex journaled)
    {
        try
        {
            await journaled.FlushAsync();
        }
        catch (StoreException)
        {
            // One more commit was on its way to be refused.
            await journaled.AdvanceUntilAsync(() => journaled.Journal.Fault is null);
            await journaled.FlushAsync();
        }
    }

    private static List<string> Describe(ThingRegistry registry)
    {
        Assert.True(registry.Types.TryList(null, 250, null, out var types, out _));
        Assert.True(registry.Groups.TryList(new ThingGroupFilter(), 250, null, out var groups, out _));
        Assert.True(registry.TryList(new ThingFilter(), 250, null, out var things, out _));
        return
        [
            .. types.Types.Select(type => $"{type.Name} {type.Id} {type.Description} {type.DeprecatedAt}"),
            .. groups.Groups.Select(group => $"{group.Name} {group.Id} {group.Version} {string.Join('/', group.Ancestors)}"),
            .. things.Things.OrderBy(thing => thing.Name, StringComparer.Ordinal).Select(thing => $"{thing.Name} {thing.Id} {thing.Version} {thing.TypeName} {GroupsOf(thing)}"),
        ];

        string GroupsOf(Thing thing) => registry.Groups.TryListOfThing(thing.Name, 250, null, out var page, out _) ? string.Join(' ', page.Groups.Select(group => group.Name)) : "?";
    }

    // Few names, so that they meet.
    private static void Change(ThingRegistry registry, Random random)
    {
        var (thing, type, group) = ($"thing-{random.Next(8)}", $"type-{random.Next(3)}", $"group-{random.Next(8)}");
        switch (random.Next(12))
        {
            case 0: _ = registry.Types.TryCreate(type, $"{random.Next(3)}", null, out _, out _); break;
            case 1: _ = registry.Types.TryDeprecate(type, out _); break;
            case 2: _ = registry.Types.TryDelete(type, out _); break;
            case 3: _ = registry.Types.TryUpdate(type, $"{random.Next(3)}", null, out _); break;
            case 4: _ = registry.Groups.TryCreate(group, random.Next(2) == 0 ? $"group-{random.Next(8)}" : null, null, null, out _, out _); break;
            case 5: _ = registry.Groups.TryUpdate(group, new ThingGroupUpdate { Description = $"{random.Next(3)}" }, out _, out _); break;
            case 6: _ = registry.Groups.TryDelete(group, null, out _); break;
            case 7: _ = registry.Groups.TryAdd(group, thing, out _); break;
            case 8: _ = registry.Groups.TryRemove(group, thing, out _); break;
            case 9: _ = registry.TryDelete(thing, null, out _); break;
            case 10: _ = registry.TryUpdate(thing, random.Next(2) == 0 ? new ThingUpdate { TypeName = type } : new ThingUpdate { RemoveType = true }, out _, out _); break;
            default: _ = registry.TryCreate(new ThingName(thing), null, random.Next(2) == 0 ? type : null, out _, out _); break;
        }
    }
}
