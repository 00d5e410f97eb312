using System.Diagnostics;
using IotConnectivity.Detect;
using IotConnectivity.Detect.Detector;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Fleet;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Benchmarks.Detect;

/// <summary>
/// What does it cost to watch a million things for their absence, how late is an alarm, and what happens when a hundred thousand drop at once? Beside one bare write to a random object of
/// a million.
/// </summary>
internal static class DetectReport
{
    private const int Things = 1_000_000;
    private const int Changes = 1 << 16;
    private const int AtOnce = 2048;
    private const int WarmUps = 4;
    private const int Rounds = 11;
    private const int Dropped = 100_000;
    private const int Crossing = 20_000;
    private static readonly LifecycleSource Source = new("bench");

    public static async Task RunAsync()
    {
        var names = Enumerable.Range(0, Things).Select(static i => $"device-{i:D7}").ToArray();
        MeasureArming(names);
        await MeasureAlarmsAsync(names).ConfigureAwait(false);
    }

    private static void MeasureArming(string[] names)
    {
        var fleet = new Watched(names, 60);
        var random = new Random(17);
        var objects = Enumerable.Range(0, Things).Select(static _ => new Written()).ToArray();
        random.Shuffle(objects);
        var order = Enumerable.Range(0, Things).ToArray();
        random.Shuffle(order);
        var next = 0;
        var at = Now();
        foreach (var name in names) fleet.Connect(name, at);
        fleet.Detector.Follow();
        while (fleet.Detector.Look())
        {
            // Until the profile is known.
        }

        fleet.Index.Unfollow(fleet.Detector);
        var isFollowed = Enumerable.Range(0, Changes / AtOnce).Select(static i => i % 2 == 0).ToArray();
        var writes = new List<double>();
        var (ends, connects) = (new Costs([], [], []), new Costs([], [], []));
        for (var round = -WarmUps; round < Rounds; round++)
        {
            if (round == 0) (writes, ends, connects) = ([], new Costs([], [], []), new Costs([], [], []));
            var chosen = Choose();
            random.Shuffle(isFollowed);
            writes.Add(TimeWithoutCollection(() =>
            {
                foreach (var i in chosen) objects[i].Value = i;
            }) / Changes);
            Apply(Make(LifecycleEventKind.Disconnected, chosen), ends);
            Apply(Make(LifecycleEventKind.Connected, chosen), connects);
        }

        var bare = Median(writes);
        Console.WriteLine("| what | ns: median | of a bare write |");
        Console.WriteLine("|---|---:|---:|");
        Write("bare write to a random object of a million", bare);
        Write("arming on disconnect, on the thread of the event", ends.OfEvent);
        Write("arming on disconnect, on the detector's thread", Median(ends.Looks));
        Write("arming on disconnect, both", ends.OfEvent + Median(ends.Looks));
        Write("disarming on connect, both", connects.OfEvent + Median(connects.Looks));
        Console.WriteLine($"\nan end without the detector {Median(ends.Alone):0} ns, a connect {Median(connects.Alone):0} ns; waiting to be asked: {fleet.Detector.WaitingCount:N0}");
        fleet.Detector.Dispose();

        void Write(string what, double cost) => Console.WriteLine($"| {what} | {cost:0.0} | {cost / bare:0.0} |");

        int[] Choose()
        {
            if (next + Changes > Things) next = 0;
            var taken = order[next..(next + Changes)];
            next += Changes;
            return taken;
        }

        LifecycleEvent[] Make(LifecycleEventKind kind, int[] things)
        {
            at++;
            return Array.ConvertAll(things, i => Event(kind, names[i], at));
        }

        // Batches with and without the detector in random order, so that both meet the same memory; the detector's part follows on the same core.
        void Apply(LifecycleEvent[] events, Costs costs) => TimeWithoutCollection(() =>
        {
            for (var batch = 0; batch < isFollowed.Length; batch++)
            {
                if (isFollowed[batch]) fleet.Index.Follow(fleet.Detector);
                var start = Stopwatch.GetTimestamp();
                foreach (ref readonly var one in events.AsSpan(batch * AtOnce, AtOnce)) fleet.Index.Apply(one);
                var applied = Stopwatch.GetTimestamp();
                if (isFollowed[batch])
                {
                    fleet.Detector.Look();
                    costs.Looks.Add(Stopwatch.GetElapsedTime(applied).TotalNanoseconds / AtOnce);
                    fleet.Index.Unfollow(fleet.Detector);
                }

                (isFollowed[batch] ? costs.Followed : costs.Alone).Add(Stopwatch.GetElapsedTime(start, applied).TotalNanoseconds / AtOnce);
            }
        });
    }

    private static async Task MeasureAlarmsAsync(string[] names)
    {
        var fleet = new Watched(names, 60);
        await fleet.Journal.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        var random = new Random(23);
        var start = Now();
        var lags = new List<double>(Crossing + Dropped);
        fleet.Told = happened => lags.Add(Now() - happened.Time.ToUnixTimeMilliseconds());
        for (var i = 0; i < Things; i++)
        {
            // Twenty thousand cross the hour one after the other, a hundred thousand together, the others not in this run.
            var crossesIn = i < Crossing ? 40_000 + random.Next(20_000) : i < Crossing + Dropped ? 90_000 : 600_000 + random.Next(2_400_000);
            fleet.Connect(names[i], start - 4_000_000);
            fleet.Index.Apply(Event(LifecycleEventKind.Disconnected, names[i], start + crossesIn - 3_600_000));
        }

        var watch = Stopwatch.StartNew();
        fleet.Detector.Start();
        while (fleet.Detector.WaitingCount < Things) await Task.Delay(10).ConfigureAwait(false);
        Console.WriteLine($"\na million things offline looked at in {watch.ElapsedMilliseconds:N0} ms");

        await Task.Delay(5000).ConfigureAwait(false);
        var busy = Process.GetCurrentProcess().TotalProcessorTime;
        watch.Restart();
        await Task.Delay((int)Math.Clamp(start + 38_000 - Now(), 2000, 20_000)).ConfigureAwait(false);
        var idle = (Process.GetCurrentProcess().TotalProcessorTime - busy) / watch.Elapsed;
        Console.WriteLine($"idle: {100 * idle:0.00} % of a core over {watch.Elapsed.TotalSeconds:0.0} s");

        while (fleet.Violations.ActiveCount < Crossing && Now() < start + 80_000) await Task.Delay(100).ConfigureAwait(false);
        lags.Sort();
        Console.WriteLine($"lag from crossing to listing, 1,000 a second: median {lags[lags.Count / 2]:0} ms, p99 {lags[lags.Count * 99 / 100]:0} ms, most {lags[^1]:0} ms ({lags.Count:N0} alarms)");

        await Task.Delay((int)Math.Max(0, start + 89_000 - Now())).ConfigureAwait(false);
        var (applied, asked, longest) = (0L, 0L, 0.0);
        var connected = names[^1000..];
        foreach (var name in connected) fleet.Connect(name, Now());
        while (fleet.Violations.ActiveCount < Crossing + Dropped && Now() < start + 140_000)
        {
            var before = Stopwatch.GetTimestamp();
            var name = connected[random.Next(connected.Length)];
            fleet.Index.Apply(Event(LifecycleEventKind.Heartbeat, name, Now()));
            applied++;
            if (applied % 100 == 0 && fleet.Violations.TryListActive(new ViolationFilter { ProfileName = "Offline" }, 100, null, out _, out _)) asked++;
            longest = Math.Max(longest, Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        var took = Now() - (start + 90_000);
        Console.WriteLine($"{Dropped:N0} that crossed at once: all listed after {took:N0} ms; in the meantime {applied:N0} events and {asked:N0} pages on another thread, the longest {longest:0.0} ms");
        fleet.Detector.Dispose();
        await fleet.Journal.DisposeAsync().ConfigureAwait(false);
    }

    private static LifecycleEvent Event(LifecycleEventKind kind, string name, long at) => new()
    {
        Kind = kind,
        ClientId = name,
        Source = Source,
        TimestampMs = at,
        Reason = DisconnectReason.ConnectionLost,
        ReasonQuality = kind == LifecycleEventKind.Disconnected ? ReasonQuality.Stated : ReasonQuality.Absent,
    };

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    // In nanoseconds.
    private static double TimeWithoutCollection(Action action)
    {
        if (!GC.TryStartNoGCRegion(128 << 20)) throw new InvalidOperationException("there is no room to go on without a collection");
        var start = Stopwatch.GetTimestamp();
        action();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        GC.EndNoGCRegion();
        return elapsed;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    // Nanoseconds for each change, one number for each batch.
    private sealed record Costs(List<double> Alone, List<double> Followed, List<double> Looks)
    {
        internal double OfEvent => Median(Followed) - Median(Alone);
    }

    private sealed class Written
    {
        internal int Value { get; set; }
    }

    private sealed class Watched : IViolationFollower
    {
        internal Watched(string[] names, ulong minutes)
        {
            var registry = new ThingRegistry(Index);
            foreach (var name in names) registry.TryCreate(new ThingName(name), null, null, out _, out _);
            var indexing = new IndexingSwitch(Index);
            Journal = new ConnectivityJournal(Index, registry, indexing, new InMemoryConnectivityStore());
            var profiles = new SecurityProfiles(registry, Journal);
            var behavior = new Behavior("Away")
            {
                Metric = DetectMetrics.DisconnectDuration,
                Criteria = new BehaviorCriteria { ComparisonOperator = "less-than", Value = MetricValue.OfCount(minutes) },
            };
            profiles.TryCreate("Offline", new SecurityProfileDraft { Behaviors = [behavior] }, out _, out _);
            profiles.TryAttach("Offline", ProfileTarget.AllRegisteredThings, out _);
            Violations = new ViolationList(Journal, new FleetIndex(registry, Index, indexing));
            Detector = new ViolationDetector(registry, Index, profiles, Violations, Journal) { Followers = [this] };
        }

        internal ConnectivityIndex Index { get; } = new();

        internal ConnectivityJournal Journal { get; }

        internal ViolationList Violations { get; }

        internal ViolationDetector Detector { get; }

        internal Action<ViolationEvent>? Told { get; set; }

        internal void Connect(string name, long at) => Index.Apply(Event(LifecycleEventKind.Connected, name, at));

        public void OnViolation(in ViolationNotice notice, RecordChanges records) => Told?.Invoke(notice.Event);
    }
}
