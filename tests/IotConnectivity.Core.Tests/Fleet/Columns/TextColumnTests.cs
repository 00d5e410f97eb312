namespace IotConnectivity.Fleet.Columns;

public class TextColumnTests
{
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
