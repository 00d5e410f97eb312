using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet.Columns;

public class CodeColumnTests
{
    [Fact]
    public void Chunk_Empty_HasNothing()
    {
        var column = new CodeColumn();
        column[5] = 0;

        Assert.Null(column.Chunk(0, out var all));
        Assert.True(all.IsEmpty);
        Assert.Null(column.Chunk(7, out all));
        Assert.Equal((0, 0), (column[5], column[1_000_000]));
    }

    [Fact]
    public void Chunk_FewValues_AreInOrderOfPlaces()
    {
        var column = new CodeColumn();
        foreach (var place in (int[])[4_095, 0, 17, 4_096, 16, 18]) column[place] = place + 1;
        column[17] = 0;
        column[16] = 99;

        var few = column.Chunk(0, out var all);

        Assert.True(all.IsEmpty);
        Assert.Equal([0, 16, 18, 4_095], few!.InChunk.ToArray());
        Assert.Equal([1, 99, 19, 4_096], few.Codes.ToArray());
        Assert.Equal([0], column.Chunk(1, out _)!.InChunk.ToArray());
    }

    [Fact]
    public void Chunk_OneMoreThanFew_HasAPlaceForEach()
    {
        var column = new CodeColumn();
        for (var i = 0; i < CodeColumn.FewValues; i++) column[i * 8] = i + 1;
        Assert.Equal(CodeColumn.FewValues, column.Chunk(0, out var all)!.Count);
        Assert.True(all.IsEmpty);

        column[1] = 1_000;

        Assert.Null(column.Chunk(0, out all));
        Assert.Equal(Places.ChunkSize, all.Length);
        Assert.Equal([1, 1_000, 0], all[..3].ToArray());
        Assert.Equal(CodeColumn.FewValues, all[(CodeColumn.FewValues - 1) * 8]);
    }

    [Fact]
    public void Chunk_LastOfFewTakenAway_IsGone()
    {
        var column = new CodeColumn();
        column[3] = 1;

        column[3] = 0;

        Assert.Null(column.Chunk(0, out var all));
        Assert.True(all.IsEmpty);
    }

    [Fact]
    public void AnyOperations_LikeADictionary()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(30); round++)
        {
            var column = new CodeColumn();
            var model = new Dictionary<int, int>();
            var places = random.Next(2) == 0 ? 600 : 20_000;
            for (var step = 0; step < 5_000; step++)
            {
                var place = random.Next(places);
                var code = random.Next(3) == 0 ? 0 : 1 + random.Next(50);
                column[place] = code;
                model[place] = code;
                Assert.Equal(code, column[place]);
            }

            for (var place = 0; place < places; place++) Assert.Equal(model.GetValueOrDefault(place), column[place]);
        }
    }
}
