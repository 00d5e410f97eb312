namespace IotConnectivity.Timing;

/// <summary>What a <see cref="TimingWheel"/> promises, said as plainly as possible: a list that is searched for the next timeout every time.</summary>
internal sealed class SortedListModel(long startTick)
{
    private readonly List<(int Id, long DueTick, long Order)> _armed = [];
    private long _order;
    private long _firstOrder;

    public long Now { get; private set; } = startTick;

    public int Count => _armed.Count;

    /// <summary>Gets when the next timeout is delivered if nothing else happens, or <see langword="null"/>.</summary>
    public long? EarliestTick => _armed.Count == 0 ? null : Math.Max(Now, _armed.Min(armed => armed.DueTick));

    public bool IsArmed(int id) => _armed.Exists(armed => armed.Id == id);

    public long DueTick(int id) => _armed.Find(armed => armed.Id == id).DueTick;

    public void Schedule(int id, long dueTick)
    {
        Cancel(id);
        _armed.Add((id, dueTick, _order++));
    }

    public bool Cancel(int id) => _armed.RemoveAll(armed => armed.Id == id) > 0;

    public void Advance(long toTick, Func<int, long, long?> onDue)
    {
        Deliver(armed => armed.DueTick <= Now, onDue);
        while (_armed.Exists(armed => armed.DueTick > Now && armed.DueTick <= toTick))
        {
            Now = _armed.Where(armed => armed.DueTick > Now).Min(armed => armed.DueTick);
            Deliver(armed => armed.DueTick == Now, onDue);
        }

        Now = Math.Max(Now, toTick);
    }

    // What a handler arms on the way gets a later order and waits.
    private void Deliver(Predicate<(int Id, long DueTick, long Order)> isReady, Func<int, long, long?> onDue)
    {
        var end = _order;
        (int Id, long DueTick, long Order)[] Ready() => [.. _armed.Where(armed => armed.Order < end && isReady(armed)).OrderBy(armed => armed.Order)];
        try
        {
            while (Ready() is [var (id, _, _), ..])
            {
                Cancel(id);
                if (onDue(id, Now) is { } again) Schedule(id, again);
            }
        }
        catch
        {
            PutFirst(Ready());
            throw;
        }
    }

    // The next delivery goes on where this one broke off, and only then comes what was armed for a tick that had passed.
    private void PutFirst((int Id, long DueTick, long Order)[] left)
    {
        _firstOrder -= left.Length;
        for (var i = 0; i < left.Length; i++)
        {
            Cancel(left[i].Id);
            _armed.Add(left[i] with { Order = _firstOrder + i });
        }
    }
}
