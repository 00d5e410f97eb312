using IotConnectivity.Indexing;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

public class JournalEndTests
{
    private static readonly Teller Aws = Teller.Aws;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FlushAsync_AfterTheEnd_DoesNotCallWhatWasNotWrittenDurable()
    {
        var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        await journaled.FlushAsync();
        await journaled.Journal.WaitForRoomAsync(Cancel);
        await journaled.Journal.DisposeAsync();

        Assert.Equal(ApplyOutcome.Applied, journaled.Index.Apply(Aws.Connect(0, "a", 1)));

        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => journaled.Journal.FlushAsync(Cancel).WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task ApplyAsync_ClosedWhileItApplies_DoesNotCallItDurable()
    {
        var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        await journaled.FlushAsync();
        journaled.Index.Unfollow(journaled.Journal);
        journaled.Index.Follow(new Acting(() => journaled.Journal.DisposeAsync().AsTask().Wait(Cancel)));
        journaled.Index.Follow(journaled.Journal);

        var applied = journaled.Journal.ApplyAsync(Aws.Connect(0, "a", 1), Cancel).AsTask();

        await Assert.ThrowsAnyAsync<Exception>(() => applied.WaitAsync(Patience, Cancel));
        Assert.Empty(journaled.Store.Events);
    }

    [Fact]
    public async Task FlushAsync_CommitHasFailedBefore_SaysSoAtOnce()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        await journaled.FlushAsync();
        journaled.Store.FailUntil();
        Assert.Equal(ApplyOutcome.Applied, journaled.Index.Apply(Aws.Connect(0, "a", 1)));
        Assert.True(SpinWait.SpinUntil(() => journaled.Journal.Fault is not null, Patience));

        // The clock stands still: there is no next try.
        await Assert.ThrowsAsync<StoreException>(() => journaled.Journal.FlushAsync(Cancel).WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task FlushAsync_AfterAnEndThatCouldNotWrite_DoesNotWaitForEver()
    {
        var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        await journaled.FlushAsync();
        journaled.Store.FailUntil();
        await Assert.ThrowsAsync<StoreException>(() => journaled.Journal.ApplyAsync(Aws.Connect(0, "a", 1), Cancel).AsTask().WaitAsync(Patience, Cancel));
        await journaled.Journal.DisposeAsync().AsTask().WaitAsync(Patience, Cancel);

        var flush = journaled.Journal.FlushAsync(Cancel);

        var first = await Task.WhenAny(flush, Task.Delay(Patience, Cancel));
        Assert.Same(flush, first);
    }

    private sealed class Acting(Action act) : IConnectivityFollower
    {
        public void OnChanged(in ConnectivityChange change) => act();
    }
}
