namespace IotConnectivity.Registry;

/// <summary>Short ways to say what a test of thing groups means.</summary>
internal static class GroupFixture
{
    internal static ThingGroupQuery AnyQuery { get; } = new("AWS_Things", "thingName:*", "2017-09-30", ThingGroupStatus.Building);

    extension(RegistryFixture things)
    {
        internal ThingGroups Groups => things.Registry.Groups;

        internal ThingGroup CreateGroup(string name, string? parent = null, string? description = null, params ReadOnlySpan<string> attributes)
        {
            Assert.True(things.Groups.TryCreate(name, parent, description, RegistryFixture.Pairs(attributes), out var group, out var error), error?.Message);
            return group!;
        }

        internal string FailsToCreateGroup(string name, string? parent = null, string? description = null, params ReadOnlySpan<string> attributes)
        {
            Assert.False(things.Groups.TryCreate(name, parent, description, RegistryFixture.Pairs(attributes), out _, out var error));
            Assert.Equal(RegistryErrorCode.InvalidRequest, error.Code);
            return error.Message;
        }

        internal RegisteredGroup CreateDynamicGroup(string name)
        {
            Assert.True(things.Groups.TryCreateDynamic(name, AnyQuery, null, null, out var group, out var error), error?.Message);
            return group!;
        }

        internal void Add(string group, string thing) => Assert.True(things.Groups.TryAdd(group, thing, out var error), error?.Message);

        internal void Remove(string group, string thing) => Assert.True(things.Groups.TryRemove(group, thing, out var error), error?.Message);

        internal RegistryError FailsToAdd(string group, string thing)
        {
            var before = things.GroupsOf(thing);
            Assert.False(things.Groups.TryAdd(group, thing, out var error));
            Assert.Equal(before, things.GroupsOf(thing));
            return error;
        }

        internal void DeleteGroup(string name) => Assert.True(things.Groups.TryDelete(name, null, out var error), error?.Message);

        internal RegisteredThing Cell(string thing) => things.Registry.FindCell(thing)!;

        internal IReadOnlyList<string> GroupsOf(string thing) =>
            things.Groups.TryListOfThing(thing, 250, null, out var page, out _) ? [.. page.Groups.Select(group => group.Name)] : [];

        internal List<string> MembersOf(string group, bool recursive = false, int pageSize = 250)
        {
            var names = new List<string>();
            string? token = null;
            do
            {
                Assert.True(things.Groups.TryListThings(group, recursive, pageSize, token, out var page, out var error), error?.Message);
                Assert.InRange(page.ThingNames.Count, 0, pageSize);
                names.AddRange(page.ThingNames);
                token = page.NextToken;
            }
            while (token is not null);
            return names;
        }

        internal List<string> ListGroups(ThingGroupFilter? filter = null, int pageSize = 250)
        {
            var names = new List<string>();
            string? token = null;
            do
            {
                Assert.True(things.Groups.TryList(filter ?? new ThingGroupFilter(), pageSize, token, out var page, out var error), error?.Message);
                names.AddRange(page.Groups.Select(group => group.Name));
                token = page.NextToken;
            }
            while (token is not null);
            return names;
        }
    }
}
