using System.Text;

namespace IotConnectivity.Lifecycle;

public class ReasonTableTests
{
    private static readonly ReasonTable[] Tables =
        [EmqxReason.Table, NanoMqReason.Words, NanoMqReason.Codes, AzureReason.Table, HiveMqReason.Log, HiveMqReason.Codes];

    [Fact]
    public void Find_EveryLine_GivesItsReasonAndItsOwnString() =>
        Assert.All(Tables.SelectMany(table => table.All.Select(line => (table, line))), one =>
        {
            var found = one.table.Find(Encoding.UTF8.GetBytes(one.line.Raw!));
            Assert.Equal(one.line, found);
            Assert.Same(one.line.Raw, found.Raw);
        });

    [Fact]
    public void All_LinesWithoutAReason_CountAsAbsent() =>
        Assert.All(Tables.SelectMany(table => table.All), line =>
            Assert.Equal(line.Code == DisconnectReason.Unknown ? ReasonQuality.Absent : ReasonQuality.Stated, line.Quality));

    [Fact]
    public void All_NoLine_SaysThatTheThingIsConnected() =>
        Assert.DoesNotContain(Tables.SelectMany(table => table.All), line => line.Code == DisconnectReason.None);

    [Theory]
    [InlineData("wildcard_subscriptions_not_supported", DisconnectReason.ClientError)]
    [InlineData("retain_not_supported", DisconnectReason.ClientError)]
    [InlineData("{shutdown,{badmatch,x}}", DisconnectReason.ServerError)]
    [InlineData("solar_flare", DisconnectReason.Unknown)]
    [InlineData("NORMAL", DisconnectReason.Unknown)]
    public void Find_WordsOfEmqxThatAreNotInTheTable_AreKeptAsStated(string words, DisconnectReason reason) =>
        Assert.Equal(new Reason(reason, ReasonQuality.Stated, words), EmqxReason.Table.Find(Encoding.UTF8.GetBytes(words)));

    [Fact]
    public void Find_NoWords_IsAbsent() => Assert.Equal(new Reason(DisconnectReason.Unknown, ReasonQuality.Absent, null), EmqxReason.Table.Find([]));

    [Theory]
    [InlineData(256, "x", 256)]
    [InlineData(257, "x", 256)]
    [InlineData(300, "é", 128)]
    [InlineData(300, "xé", 171)]
    public void Find_LongWords_AreCutBetweenCharacters(int repetitions, string text, int characters)
    {
        var words = string.Concat(Enumerable.Repeat(text, repetitions));

        Assert.Equal(words[..characters], EmqxReason.Table.Find(Encoding.UTF8.GetBytes(words)).Raw);
    }
}
