namespace IotConnectivity.Policies.Evaluation;

/// <summary>Keeps the plans of the actions that were asked for. Any thread may use it; readers take no lock.</summary>
internal sealed class ActionPlans
{
    // INVARIANT: a dictionary is never changed after it was published here; each one holds all plans of the one before.
    private Dictionary<string, ActionPlan> _plans = new(StringComparer.OrdinalIgnoreCase);

    internal ActionPlan? Find(ReadOnlySpan<char> action) =>
        Volatile.Read(ref _plans).GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(action, out var plan) ? plan : null;

    internal bool IsFull => Volatile.Read(ref _plans).Count >= PolicyLimits.MaxPreparedActions;

    /// <summary>Adds a plan, unless there is no more room. Two threads may prepare the same plan; one of them is kept.</summary>
    internal void Add(string action, ActionPlan plan)
    {
        for (var seen = Volatile.Read(ref _plans); seen.Count < PolicyLimits.MaxPreparedActions;)
        {
            var next = new Dictionary<string, ActionPlan>(seen, seen.Comparer) { [action] = plan };
            var witnessed = Interlocked.CompareExchange(ref _plans, next, seen);
            if (ReferenceEquals(witnessed, seen)) return;
            seen = witnessed;
        }
    }
}
