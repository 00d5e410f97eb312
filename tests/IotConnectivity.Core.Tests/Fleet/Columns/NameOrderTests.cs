using IotConnectivity.Registry;
using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet.Columns;

/// <summary>The order against a sorted list, with names that differ by case alone and runs that split.</summary>
public class NameOrderTests
{
    private static readonly Comparer<string> Order = Comparer<string>.Create(NameOrder.Compare);

    private readonly ThingTable _things = new();
    private readonly NameOrder _names;

    public NameOrderTests() => _names = new NameOrder(_things);

    [Theory]
    [InlineData("a", "A", 1)]
    [InlineData("a", "b", -1)]
    [InlineData("A", "b", -1)]
    [InlineData("B", "a", 1)]
    [InlineData("a", "a", 0)]
    [InlineData("a_", "aB", 1)]
    [InlineData("a", "a1", -1)]
    public void Compare_Names_IgnoresCaseFirst(string left, string right, int expected)
    {
        Assert.Equal(expected, Math.Sign(NameOrder.Compare(left, right)));
        Assert.Equal(-expected, Math.Sign(NameOrder.Compare(right, left)));
    }

    [Fact]
    public void Beginning_Empty_GivesNothing()
    {
        _names.Add([]);

        Assert.Empty(_names.Beginning(string.Empty));
        Assert.Empty(_names.Beginning("a", "b"));
        Assert.Equal((0, 0), (_names.Count, _names.MostBeginning("a")));
        Assert.True(_names.IsRare("a"));
        Assert.False(_names.IsRare(string.Empty));
    }

    [Theory]
    [InlineData(NameOrder.MaxRun - 1)]
    [InlineData(NameOrder.MaxRun)]
    [InlineData(NameOrder.MaxRun + 1)]
    [InlineData((2 * NameOrder.MaxRun) + 1)]
    public void Add_OneByOneUpwardsAndDownwards_KeepsOrderWhereRunsSplit(int count)
    {
        foreach (var i in Enumerable.Range(0, count).Concat(Enumerable.Range(count, count).Reverse()))
        {
            Put(i, $"n{i:D6}");
            _names.Add([i]);
        }

        Assert.Equal(Enumerable.Range(0, 2 * count), _names.Beginning(string.Empty));
        Assert.Equal(2 * count, _names.Count);
    }

    [Fact]
    public void Remove_EachOfTheFirstAndLastOfARun_LeavesTheOthers()
    {
        const int count = 3 * NameOrder.MaxRun;
        for (var i = 0; i < count; i++) Put(i, $"n{i:D6}");
        _names.Add([.. Enumerable.Range(0, count)]);
        var left = Enumerable.Range(0, count).ToList();

        foreach (var i in (int[])[447, 448, 449, 895, 896, 0, count - 1])
        {
            _names.Remove(i);
            left.Remove(i);
            Assert.Equal(left, _names.Beginning(string.Empty));
        }

        foreach (var i in left) _names.Remove(i);
        Assert.Empty(_names.Beginning(string.Empty));
        Assert.Equal(0, _names.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(NameOrder.MaxRun)]
    public void Remove_NameThatIsThereTwice_TakesTheRightPlace(int between)
    {
        // As many of one name as do not fit into one run, which a fleet never has; two are what it can have.
        var twins = 2 + between;
        for (var i = 0; i < twins; i++) Put(i, "same");
        Put(twins, "before");
        Put(twins + 1, "tail");
        _names.Add([.. Enumerable.Range(0, twins + 2)]);

        for (var i = 0; i < twins; i += 2) _names.Remove(i);

        Assert.Equal(Enumerable.Range(0, twins).Where(static i => i % 2 == 1), _names.Beginning("same").Order());
        Assert.Equal([twins], _names.Beginning("b"));
        Assert.Equal([twins + 1], _names.Beginning("T"));
    }

    [Fact]
    public void Remove_PlaceThatIsNotInIt_Throws()
    {
        Put(0, "a");
        Put(1, "b");
        Put(2, "c");
        _names.Add([0, 2]);

        var error = Assert.Throws<InvalidOperationException>(() => _names.Remove(1));

        Assert.Equal("thing `b` is not where its name belongs", error.Message);
        Put(3, "d");
        Assert.Throws<InvalidOperationException>(() => _names.Remove(3));
    }

    [Fact]
    public void Beginning_CaseVariants_AreInOrderAndAfterAName()
    {
        string[] names = ["Pump-1", "pump-1", "PUMP-1", "pump-10", "Pump", "valve", "pumq", "puMP-2", "a"];
        for (var i = 0; i < names.Length; i++) Put(i, names[i]);
        _names.Add([.. Enumerable.Range(0, names.Length)]);

        Assert.Equal(["Pump", "PUMP-1", "Pump-1", "pump-1", "pump-10", "puMP-2"], NamesOf("pUmP", null));
        Assert.Equal(["Pump-1", "pump-1", "pump-10", "puMP-2"], NamesOf("pump", "PUMP-1"));
        Assert.Equal(["Pump-1", "pump-1", "pump-10", "puMP-2"], NamesOf("pump", "PUMp-1"));
        Assert.Equal(["pump-1", "pump-10", "puMP-2"], NamesOf("pump", "puMP-1"));
        Assert.Equal(["Pump", "PUMP-1", "Pump-1", "pump-1", "pump-10", "puMP-2"], NamesOf("pump", "b"));
        Assert.Equal(["PUMP-1", "Pump-1", "pump-1", "pump-10", "puMP-2"], NamesOf("pump", "Pump"));
        Assert.Empty(NamesOf("pump", "valve"));
        Assert.Equal(["valve"], NamesOf(string.Empty, "pumq"));
        Assert.Empty(NamesOf(string.Empty, "z"));
    }

    [Fact]
    public void MostBeginning_FullRuns_IsOffByLessThanTwo()
    {
        const int count = 100_000;
        for (var i = 0; i < count; i++) Put(i, $"n{i:D6}");
        _names.Add([.. Enumerable.Range(0, count)]);

        Assert.InRange(_names.MostBeginning("N05"), 10_000, 11_800);
        Assert.InRange(_names.MostBeginning("n0123"), 100, 2 * NameOrder.MaxRun);

        // From one run into the next.
        Assert.InRange(_names.MostBeginning("n0004"), 100, 2 * NameOrder.MaxRun);
        Assert.Equal((0, 0, count), (_names.MostBeginning("m"), _names.MostBeginning("o"), _names.MostBeginning("n")));
        Assert.True(_names.IsRare("n0123"));
        Assert.False(_names.IsRare("n05"));
    }

    /// <summary>Names that count up, the usual ones, come to be in full runs; and of a full run each can be taken out.</summary>
    [Fact]
    public void Add_OneByOneUpwards_FillsTheRuns()
    {
        const int count = 10_000;
        for (var i = 0; i < count; i++)
        {
            Put(i, $"n{i:D6}");
            _names.Add([i]);
        }

        Assert.InRange(_names.MostBeginning("n002"), 1_000, 1_000 + (2 * NameOrder.MaxRun));
        for (var i = 0; i < count; i += 3) _names.Remove(i);
        Assert.Equal(Enumerable.Range(0, count).Where(static i => i % 3 != 0), _names.Beginning(string.Empty));
    }

    [Fact]
    public void Remove_AllOfARun_FindsWhatIsAroundIt()
    {
        const int count = 3 * NameOrder.MaxRun;
        for (var i = 0; i < count; i++) Put(i, $"n{i:D6}");
        _names.Add([.. Enumerable.Range(0, count)]);

        // Made at once, so a run has 448.
        for (var i = 448; i < 896; i++)
        {
            _names.Remove(i);
            _things[i] = null;
        }

        foreach (var after in (int[])[0, 447, 448, 700, 895, 896, count - 2])
        {
            Assert.Equal(after is >= 447 and < 896 ? 896 : after + 1, _names.Beginning("n", $"n{after:D6}").First());
        }

        Assert.Equal(count - 448, _names.Beginning(string.Empty).Count());
    }

    [Fact]
    public void AnyOperations_LikeASortedList()
    {
        var random = new Random(Concurrently.Seed());
        var model = new SortedDictionary<string, int>(Order);
        var free = new Stack<int>();
        var end = 0;
        for (var step = 0; step < Repetitions.Of(400); step++)
        {
            var added = new List<int>();
            for (var i = random.Next(4) == 0 ? random.Next(4_000) : random.Next(40); i > 0; i--)
            {
                var name = AnyName(random);
                if (model.ContainsKey(name)) continue;
                if (!free.TryPop(out var place)) place = end++;
                Put(place, name);
                model.Add(name, place);
                added.Add(place);
            }

            _names.Add(added);
            Assert.Equal(model.Count, _names.Count);
            var gone = model.Where(_ => random.Next(random.Next(30) == 0 ? 2 : 60) == 0).ToList();
            foreach (var (name, place) in gone)
            {
                _names.Remove(place);
                model.Remove(name);
                free.Push(place);
            }

            Assert.Equal(model.Values, _names.Beginning(string.Empty));
            for (var i = 0; i < 5; i++) AssertFinds(model, AnyName(random)[..random.Next(4)], random.Next(2) == 0 ? null : AnyName(random));
        }
    }

    [Fact]
    public void Add_HundredThousandsOfNames_KeepsOrder()
    {
        var random = new Random(Concurrently.Seed());
        var count = Repetitions.AreFew ? 20_000 : 300_000;
        for (var i = 0; i < count; i++) Put(i, $"{(random.Next(2) == 0 ? "Dev" : "dev")}-{random.Next(count):x}-{i}");
        var places = Enumerable.Range(0, count).ToArray();
        random.Shuffle(places);

        _names.Add([.. places[..(count / 2)]]);
        for (var i = count / 2; i < count; i += 1_000) _names.Add([.. places[i..Math.Min(i + 1_000, count)]]);

        Assert.Equal(places.Select(NameAt).Order(Order), _names.Beginning(string.Empty).Select(NameAt));
        var model = places.ToDictionary(NameAt);
        Assert.Equal(model.Where(static pair => pair.Key.StartsWith("dev-1a", StringComparison.OrdinalIgnoreCase)).OrderBy(static pair => pair.Key, Order).Select(static pair => pair.Value), _names.Beginning("DEV-1A"));
    }

    private static string AnyName(Random random)
    {
        string[] stems = ["pump", "Pump", "PUMP", "valve", "v", "p"];
        return $"{stems[random.Next(stems.Length)]}-{random.Next(3_000)}";
    }

    private void AssertFinds(SortedDictionary<string, int> model, string prefix, string? after)
    {
        var expected = model.Where(pair => pair.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.Equal(expected.Where(pair => after is null || NameOrder.Compare(pair.Key, after) > 0).Select(static pair => pair.Value), _names.Beginning(prefix, after));
        Assert.InRange(_names.MostBeginning(prefix), expected.Count, _names.Count);
    }

    private void Put(int place, string name) => _things[place] = new RegisteredThing(name, Guid.Empty) { Place = place };

    private string NameAt(int place) => _things[place]!.Name;

    private IEnumerable<string> NamesOf(string prefix, string? after) => _names.Beginning(prefix, after).Select(NameAt);
}
