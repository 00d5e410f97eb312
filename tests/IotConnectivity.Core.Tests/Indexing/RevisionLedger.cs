using System.Collections.Concurrent;

namespace IotConnectivity.Indexing;

/// <summary>Keeps every change that followers are told of, and believes what a follower must believe: the greatest revision counts.</summary>
internal sealed class RevisionLedger : IConnectivityFollower
{
    private readonly ConcurrentQueue<ConnectivityChange> _changes = new();

    internal RevisionLedger(ConnectivityIndex index) => index.Follow(this);

    /// <summary>Gets how many changes a user can see.</summary>
    internal int VisibleChanges => _changes.Count(change => !change.Before.ShowsTheSameAs(change.After));

    public void OnChanged(in ConnectivityChange change) => _changes.Enqueue(change);

    internal ThingConnectivity LastOf(string thing) => LastOfAll()[thing];

    /// <summary>Gets what a follower holds in the end for each thing it heard of.</summary>
    internal Dictionary<string, ThingConnectivity> LastOfAll() =>
        _changes.GroupBy(change => change.ThingName).ToDictionary(
            changes => changes.Key, changes => changes.MaxBy(change => change.After.Revision).After, StringComparer.Ordinal);

    /// <summary>
    /// No two changes of a thing have one revision, each is one above the state it was made from, and those of one life of the thing follow without a gap.
    /// </summary>
    internal void AssertIncreasing()
    {
        foreach (var changes in _changes.GroupBy(change => change.ThingName))
        {
            var sorted = changes.OrderBy(change => change.After.Revision).ToList();
            Assert.All(sorted, change => Assert.Equal(change.Before.Revision + 1, change.After.Revision));
            foreach (var (earlier, later) in sorted.Zip(sorted.Skip(1)))
            {
                Assert.True(later.After.Revision > earlier.After.Revision, $"revision {later.After.Revision} of `{changes.Key}` was given twice");
                if (ReferenceEquals(earlier.Cell, later.Cell)) Assert.Same(earlier.After, later.Before);
            }
        }
    }
}
