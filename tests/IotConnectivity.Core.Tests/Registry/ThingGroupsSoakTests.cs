using IotConnectivity.TestKit;

namespace IotConnectivity.Registry;

[Collection(SoakCollection.Name)]
[Trait("Category", "Soak")]
public class ThingGroupsSoakTests
{
    [Fact]
    public void Changes_FromManyThreads_LeaveThingsAndGroupsInAgreement()
    {
        var seed = Concurrently.Seed();
        for (var round = 0; round < Repetitions.Of(20); round++)
        {
            var things = new RegistryFixture();
            var integrity = new GroupIntegrity(things.Registry);

            Concurrently.Run(4, unchecked(seed + round), (_, random) =>
            {
                for (var i = 0; i < 5_000; i++) Change(things, random);
            });

            integrity.AssertHolds();
        }
    }

    [Fact]
    public void TryListThings_WhileOthersComeAndGo_MissesAndDoublesNothing()
    {
        var seed = Concurrently.Seed();
        var things = new RegistryFixture();
        var integrity = new GroupIntegrity(things.Registry);
        things.CreateGroup("root");
        things.CreateGroup("below", "root");
        for (var i = 0; i < 300; i++)
        {
            things.Create($"thing-{i % 20}-{i}");
            things.Create($"stays-{i}");
            things.Add(i % 2 == 0 ? "root" : "below", $"stays-{i}");
        }

        Concurrently.Run(4, seed, (thread, random) =>
        {
            for (var i = 0; thread == 0 && i < 100; i++) AssertLists(things, 1 + random.Next(250));
            for (var i = 0; thread > 0 && i < 15_000; i++) Change(things, random);
        });

        AssertLists(things, 250);
        integrity.AssertHolds();
    }

    private static void AssertLists(RegistryFixture things, int pageSize)
    {
        var stayed = things.MembersOf("root", recursive: true, pageSize).Where(name => name.StartsWith("stays", StringComparison.Ordinal)).ToList();
        Assert.Equal(300, stayed.Count);
        Assert.Equal(300, stayed.Distinct(StringComparer.Ordinal).Count());
    }

    // Few names, so that they meet.
    private static void Change(RegistryFixture things, Random random)
    {
        var groups = things.Groups;
        var (thing, group) = ($"thing-{random.Next(12)}", $"group-{random.Next(14)}");
        switch (random.Next(12))
        {
            case 0: _ = things.Registry.TryDelete(thing, null, out _); break;
            case 1: _ = groups.TryDelete(group, null, out _); break;
            case 2: _ = groups.TryCreate(group, random.Next(3) == 0 ? $"group-{random.Next(14)}" : null, null, null, out _, out _); break;
            case 3: _ = groups.TryCreateDynamic($"dynamic-{random.Next(4)}", GroupFixture.AnyQuery, null, null, out _, out _); break;
            case 4: _ = groups.TryDeleteDynamic($"dynamic-{random.Next(4)}", null, out _); break;
            case 5 or 6: JoinOrLeave(things, thing, random); break;
            case 7: _ = groups.TryRemove(group, thing, out _); break;
            case 8: _ = groups.TryChange(thing, new ThingGroupChange { Add = [group], Remove = [$"group-{random.Next(14)}"], OverrideDynamicGroups = true }, out _); break;
            case 9: _ = groups.TryAdd(group, thing, out _); break;
            default: _ = things.Registry.TryCreate(new ThingName(thing), null, null, out _, out _); break;
        }
    }

    private static void JoinOrLeave(RegistryFixture things, string name, Random random)
    {
        if (things.Registry.FindCell(name) is not { } thing || things.Groups.FindCell($"dynamic-{random.Next(4)}") is not { } group) return;
        if (random.Next(3) == 0) things.Groups.Leave(thing, group);
        else things.Groups.TryJoin(thing, group);
    }
}
