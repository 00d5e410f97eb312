using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Columns;

public class ThingTableTests
{
    [Fact]
    public void Set_ThingsAndNone_KeepsCountAndBits()
    {
        var table = new ThingTable();
        var (first, second) = (new RegisteredThing("a", Guid.Empty), new RegisteredThing("b", Guid.Empty));

        table[65] = first;
        table[65] = second;
        table[4_096] = first;
        table[9_000] = null;

        Assert.Equal((2, 3), (table.Count, table.Chunks));
        Assert.Same(second, table[65]);
        Assert.Null(table[64]);
        Assert.Null(table[1_000_000]);
        Assert.Equal((0UL, 2UL, 1UL), (table.Present(0)[0], table.Present(0)[1], table.Present(1)[0]));
        table[65] = null;
        table[65] = null;
        Assert.Equal(1, table.Count);
        Assert.False(table.Present(0).ContainsAnyExcept(0UL));
        Assert.Null(table[65]);
    }

    [Fact]
    public void Chunk_OfAColumn_IsThereOnceSomethingWasSet()
    {
        var column = new Column<long>();

        column[Places.ChunkSize] = 7;

        Assert.True(column.Chunk(0).IsEmpty);
        Assert.True(column.Chunk(2).IsEmpty);
        Assert.True(column.Chunk(9).IsEmpty);
        Assert.Equal(7, column.Chunk(1)[0]);
        Assert.Equal(Places.ChunkSize, column.Chunk(1).Length);
        Assert.Equal((0, 7, 0), (column[0], column[Places.ChunkSize], column[1_000_000]));
    }
}
