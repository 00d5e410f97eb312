using System.Globalization;
using System.Text;
using IotConnectivity.Indexing;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

public class JournaledRecordTests
{
    private static readonly Teller Aws = Teller.Aws;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly RecordQuery All = new() { Collection = "violation" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_AfterAnEvent_OneBatchHasBoth()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        var (batches, gate) = await HoldAsync(journaled);
        journaled.Create(Teller.Pump);
        journaled.Index.Apply(Aws.Connect(0, "a", 1));
        journaled.Journal.Write([Make("a"), Make("b")], [new("violation", "c"), new("violation", "d")]);
        journaled.Journal.WriteSetting("detect/cursor", new byte[] { 1 });

        gate.SetResult();
        await journaled.FlushAsync();

        Assert.Equal(2, batches.Count);
        Assert.Equal(1, batches[1].Events.Length);
        Assert.Equal(["a", "b"], batches[1].Records.Select(static one => one.Key));
        Assert.Equal(["c", "d"], batches[1].DeletedRecords.Select(static one => one.Key));
        Assert.Equal("detect/cursor", Assert.Single(batches[1].Settings).Name);
    }

    [Fact]
    public async Task Write_OneKeySeveralTimes_LastWriteWins()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        var (batches, gate) = await HoldAsync(journaled);
        journaled.Journal.Write([Make("kept", "first"), Make("gone")], []);
        journaled.Journal.Write([], [new("violation", "kept"), new("violation", "gone")]);
        journaled.Journal.Write([Make("kept", "second"), Make("kept", "third"), Make("both")], [new("violation", "both"), new("alert", "kept")]);
        Assert.Equal(5, journaled.Journal.PendingCount);

        gate.SetResult();
        await journaled.FlushAsync();

        Assert.Equal("third", ValueOf(Assert.Single(batches[1].Records)));
        Assert.Equal(["kept"], journaled.Store.Records.Keys.Select(static key => key.Key));
        Assert.Equal(0, journaled.Journal.PendingCount);
    }

    [Fact]
    public async Task Write_Nothing_WritesNothing()
    {
        await using var journaled = await JournaledIndex.OpenAsync();

        journaled.Journal.Write([], []);
        await journaled.FlushAsync();

        Assert.Empty(journaled.Store.Commits);
    }

    [Fact]
    public async Task Write_BeforeTheOpening_IsWrittenAfterIt()
    {
        await using var journaled = JournaledIndex.Make();
        journaled.Journal.Write([Make("a")], []);
        journaled.Journal.WriteSetting("detect/cursor", new byte[] { 1 });
        Assert.Empty(journaled.Store.Records);

        await journaled.Journal.OpenAsync(Cancel);
        await journaled.FlushAsync();

        Assert.Single(journaled.Store.Records);
        Assert.Equal(["detect/cursor"], journaled.Store.Settings.Keys);
    }

    [Fact]
    public async Task Write_CommitFails_IsToldAndTriedAgain()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        var mend = journaled.Store.FailUntil();
        journaled.Journal.Write([Make("a", "first"), Make("b")], []);
        await Assert.ThrowsAsync<StoreException>(journaled.FlushAsync);
        journaled.Journal.Write([Make("a", "second")], [new("violation", "b")]);
        Assert.Equal(4, journaled.Journal.PendingCount);

        mend();
        await journaled.AdvanceUntilAsync(() => journaled.Journal.Fault is null && journaled.Journal.PendingCount == 0);

        Assert.Equal("second", ValueOf(Assert.Single(journaled.Store.Records).Value));
    }

    [Fact]
    public async Task Write_ConnectivityIsOffAndIsDropped_RecordsAreWritten()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        var (batches, gate) = await HoldAsync(journaled);
        journaled.Create(Teller.Pump);
        journaled.Index.Apply(Aws.Connect(0, "a", 1));
        journaled.Journal.Write([Make("before")], []);
        Assert.True(journaled.Indexing.TryChange(static _ => IndexingConfiguration.Off, out _));
        journaled.Journal.Write([Make("after")], []);

        gate.SetResult();
        await journaled.FlushAsync();

        Assert.True(batches[1].DropsConnectivity);
        Assert.Empty(journaled.Store.Events);
        Assert.Equal(["before", "after"], journaled.Store.Records.Keys.Select(static key => key.Key));
    }

    [Fact]
    public async Task Write_MoreThanThereIsRoomFor_MakesOthersWaitAndLosesNoEvent()
    {
        await using var journaled = await JournaledIndex.OpenAsync(options: new JournalOptions { Capacity = 1024 });
        journaled.Create(Teller.Pump);
        await journaled.FlushAsync();
        var (_, gate) = await HoldAsync(journaled);
        Write(journaled, 1023);
        Assert.True(journaled.Journal.HasRoom);

        Write(journaled, 1024);
        Assert.False(journaled.Journal.HasRoom);
        var room = journaled.Journal.WaitForRoomAsync(Cancel).AsTask();
        Assert.False(room.IsCompleted);
        Write(journaled, 3000);
        journaled.Index.Apply(Aws.Connect(0, "a", 1));

        gate.SetResult();
        await room.WaitAsync(Patience, Cancel);
        await journaled.FlushAsync();
        Assert.Equal(3000, journaled.Store.Records.Count);
        Assert.Single(journaled.Store.Events);
        Assert.DoesNotContain(journaled.Logger.Entries, static entry => entry.Message.StartsWith("The journal was full", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DisposeAsync_RecordsThatWait_AreWrittenAndLaterOnesAreNot()
    {
        var journaled = await JournaledIndex.OpenAsync();
        journaled.Journal.Write([Make("a")], []);

        await journaled.DisposeAsync();
        journaled.Journal.Write([Make("b")], []);
        journaled.Journal.WriteSetting("late", new byte[1]);

        Assert.Equal(["a"], journaled.Store.Records.Keys.Select(static key => key.Key));
        Assert.Equal(0, journaled.Journal.PendingCount);
    }

    [Fact]
    public async Task ReadRecordsAsync_AfterFlush_SeesWhatWasWritten()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        journaled.Journal.Write([Make("a", "x")], []);
        await journaled.FlushAsync();

        Assert.Equal("x", ValueOf(await journaled.Journal.ReadRecordsAsync(All, Cancel).SingleAsync(Cancel)));
    }

    private static StoredRecord Make(string key, string value = "") => new("violation", key, 0, null, Encoding.UTF8.GetBytes(value));

    private static string ValueOf(StoredRecord record) => Encoding.UTF8.GetString(record.Value.Span);

    private static void Write(JournaledIndex journaled, int count) =>
        journaled.Journal.Write([.. Enumerable.Range(0, count).Select(static i => Make(i.ToString(CultureInfo.InvariantCulture)))], []);

    /// <summary>Lets a first batch reach the store and holds it there, so that what comes next gathers.</summary>
    private static async Task<(List<StoreBatch> Batches, TaskCompletionSource Gate)> HoldAsync(JournaledIndex journaled)
    {
        var batches = new List<StoreBatch>();
        var reached = new TaskCompletionSource();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        journaled.Store.BeforeCommit = batch =>
        {
            batches.Add(batch);
            reached.TrySetResult();
            return gate.Task;
        };
        journaled.Journal.Write([new StoredRecord("held", "held", 0, null, default)], [new("held", "held")]);
        await reached.Task.WaitAsync(Patience, Cancel);
        return (batches, gate);
    }
}
