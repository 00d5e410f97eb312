namespace IotConnectivity.Fleet.Columns;

public class TextColumnTests
{
    [Fact]
    public void Set_ValuesAndNone_KeepsCodesAndCount()
    {
        var column = new TextColumn();

        column.Set(1, null);
        column.Set(1, "a");
        column.Set(2, "a");
        column.Set(2, "a");
        column.Set(3, "b");

        Assert.Equal((3, 2), (column.Count, column.Values.Count));
        Assert.Equal(column.Codes[1], column.Codes[2]);
        Assert.Equal(2, column.Values.UsesOf(column.Codes[1]));
        column.Set(2, "b");
        column.Set(1, null);
        Assert.Equal((2, 1, 0), (column.Count, column.Values.Count, column.Codes[1]));
        Assert.Equal("b", column.Values.TextOf(column.Codes[2]));
        column.Set(2, null);
        column.Set(3, null);
        Assert.Equal((0, 0), (column.Count, column.Values.Count));
    }

    [Fact]
    public void Set_ManyColumnsWithOneValueEach_TakeLittleMemory()
    {
        const int columns = 1_000;
        var kept = new TextColumn[columns];
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < columns; i++)
        {
            kept[i] = new TextColumn();
            kept[i].Set(3, "1");
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / columns, 1, 1_000);
    }
}
