namespace IotConnectivity.Detect.Alerts;

/// <summary>The alerts of one thing that go to one topic, in their order. Under the lock of its queue.</summary>
/// <remarks>INVARIANT: a lane is in one place: among those that are ready, among those that rest after a failure, or with the worker that delivers its first alert.</remarks>
internal sealed class AlertLane(string thingName)
{
    private readonly List<PendingAlert> _alerts = [];

    internal string ThingName { get; } = thingName;

    internal PendingAlert? Head => _alerts.Count == 0 ? null : _alerts[0];

    /// <summary>Gets or sets how often the first alert has failed in a row.</summary>
    internal int Failures { get; set; }

    /// <summary>Gets or sets why it failed the last time.</summary>
    internal string? Error { get; set; }

    internal bool IsBusy { get; set; }

    /// <summary>Gets or sets a value indicating whether the attempt that is going on was made to see whether the topic works again.</summary>
    internal bool IsProbe { get; set; }

    /// <summary>Puts an alert into its place: one that comes back from the dead goes before what came after it.</summary>
    /// <returns>Whether it was not there yet.</returns>
    internal bool Add(PendingAlert alert)
    {
        var place = _alerts.Count;
        while (place > 0 && _alerts[place - 1].Sequence > alert.Sequence) place--;
        if (place > 0 && _alerts[place - 1].Sequence == alert.Sequence) return false;
        _alerts.Insert(place, alert);
        return true;
    }

    internal bool Remove(PendingAlert alert)
    {
        Failures = 0;
        Error = null;
        return _alerts.Remove(alert);
    }

    /// <summary>Takes the first alert and, if it is an alarm, the end of its violation.</summary>
    internal void TakeHead(List<PendingAlert> taken)
    {
        var head = _alerts[0];
        for (var i = _alerts.Count - 1; i > 0 && head.IsAlarm; i--)
        {
            if (_alerts[i].ViolationId != head.ViolationId) continue;
            taken.Add(_alerts[i]);
            _alerts.RemoveAt(i);
        }

        taken.Add(head);
        _alerts.RemoveAt(0);
        Failures = 0;
        Error = null;
    }
}
