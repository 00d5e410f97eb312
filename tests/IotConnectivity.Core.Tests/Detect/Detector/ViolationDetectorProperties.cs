using IotConnectivity.Detect.Profiles;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Detector;

/// <summary>The detector, woken by what comes due and by events alone, finds what the slow models find that look at every value there is.</summary>
public class ViolationDetectorProperties
{
    private const int Things = 4;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Detect_AnyHistories_RaisesAndClearsWhatTheModelDoes(bool isOnTicks)
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var histories = Enumerable.Range(0, Things).Select(_ => Begin(TrueOutages.Any(random))).ToArray();
            var behaviors = Enumerable.Range(0, random.Next(1, 4)).Select(i => AnyBehavior(random, $"b{i}")).ToArray();
            var end = histories.Max(static one => one.Turns[^1].AtMs) + 7_200_000;
            var attachedAt = random.Next(2) == 0 ? StartMs : random.NextInt64(StartMs, end - 3_600_000);

            var found = await RunAsync(random, histories, behaviors, isOnTicks, attachedAt, end);

            for (var thing = 0; thing < Things; thing++)
            {
                foreach (var behavior in behaviors)
                {
                    var expected = isOnTicks
                        ? TickModel.Run(histories[thing], behavior.Criteria!, attachedAt, end)
                        : CrossingModel.Run(histories[thing], behavior.Criteria!, attachedAt, end);
                    var told = found.GetValueOrDefault((NameOf(thing), behavior.Name), []);
                    Assert.True(expected.SequenceEqual(told), $"seed {seed} {NameOf(thing)} {behavior.Name} {behavior.Criteria}\nfrom {attachedAt} to {end}\n{string.Join('\n', histories[thing].Turns)}\nexpected {string.Join(", ", expected)}\nfound {string.Join(", ", told)}");
                }
            }
        }
    }

    private static readonly long StartMs = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static string NameOf(int thing) => $"t{thing}";

    // At the moment at which the test's clock begins, on the grid or off it as before.
    private static TrueOutages Begin(TrueOutages any)
    {
        var shift = StartMs + 300_000 - (any.Turns[0].AtMs / 300_000 * 300_000);
        return new TrueOutages([.. any.Turns.Select(turn => turn with { AtMs = turn.AtMs + shift })]);
    }

    private static Behavior AnyBehavior(Random random, string name) => DetectorWorld.Away(
        name, (ulong)random.Next(1, 22), random.Next(1, 5), random.Next(1, 5), random.Next(2) == 0 ? "less-than" : "less-than-equals");

    private static async Task<Dictionary<(string, string), List<ModelStep>>> RunAsync(
        Random random, TrueOutages[] histories, Behavior[] behaviors, bool isOnTicks, long attachedAt, long end)
    {
        var options = new DetectOptions { EvaluationPeriod = isOnTicks ? TimeSpan.FromMinutes(5) : TimeSpan.Zero };
        var store = new InMemoryConnectivityStore(1000);
        var world = await new DetectorWorld(options, store).OpenAsync();
        var found = new Dictionary<(string, string), List<ModelStep>>();
        world.Create([.. Enumerable.Range(0, Things).Select(NameOf)]);
        var (isAttached, missed) = (false, 0);
        var turns = histories.SelectMany(static (one, thing) => one.Turns.Select(turn => (Thing: thing, Turn: turn))).OrderBy(static one => one.Turn.AtMs).ToList();
        foreach (var (thing, turn) in turns)
        {
            if (!isAttached && attachedAt <= turn.AtMs) Attach();
            MoveTo(turn.AtMs - 1);
            world.Clock.Advance(TimeSpan.FromMilliseconds(turn.AtMs - world.NowMs));
            if (turn.What == TrueOutages.Kind.Present) world.Connect(NameOf(thing));
            else world.Disconnect(NameOf(thing), reason: turn.What == TrueOutages.Kind.Away ? DisconnectReason.ConnectionLost : DisconnectReason.DuplicateClientId);
            if (missed > 0)
            {
                if (--missed == 0) await KillAsync();
                continue;
            }

            if (random.Next(3) == 0) world.Look();
            if (random.Next(30) == 0) await RestartAsync();
            if (random.Next(8) == 0) await world.CheckpointAsync();
            if (random.Next(20) == 0) await KillAsync();

            // The detector does not come to looking any more before the process is killed.
            if (isAttached && random.Next(20) == 0) missed = random.Next(1, 9);
        }

        if (missed > 0) await KillAsync();
        if (!isAttached) Attach();
        MoveTo(end);
        Collect();
        await world.DisposeAsync();
        return found;

        void Attach()
        {
            MoveTo(attachedAt);
            world.Watch("p", ProfileTarget.AllRegisteredThings, behaviors);
            isAttached = true;
        }

        // Somebody sets the clock back for a while, now and then.
        void MoveTo(long atMs)
        {
            if (missed > 0) return;
            if (random.Next(6) == 0 && world.NowMs < atMs)
            {
                var back = TimeSpan.FromMinutes(random.Next(1, 90));
                world.Clock.SetUtcNow(world.Clock.GetUtcNow() - back);
                world.Advance(TimeSpan.FromMilliseconds(random.NextInt64(0, atMs - world.NowMs - (long)back.TotalMilliseconds + 1)));
                world.Clock.SetUtcNow(world.Clock.GetUtcNow() + back);
            }

            world.AdvanceTo(atMs);
        }

        void Collect()
        {
            foreach (var one in world.Events)
            {
                if (!found.TryGetValue((one.ThingName, one.Behavior.Name), out var steps)) found.Add((one.ThingName, one.Behavior.Name), steps = []);
                steps.Add(new ModelStep(one.Type, one.Time.ToUnixTimeMilliseconds(), (long)(one.Value?.Count ?? 0)));
            }

            world.Events.Clear();
        }

        async Task RestartAsync()
        {
            world.Look();
            Collect();
            var before = world;
            await before.DisposeAsync();
            await OpenAsync(before);
        }

        async Task KillAsync()
        {
            missed = 0;
            Collect();
            var before = world;
            await before.KillAsync();
            await OpenAsync(before);
        }

        async Task OpenAsync(DetectorWorld before)
        {
            world = new DetectorWorld(options, store, before.Clock).CountingOnFrom(before);
            await world.OpenAsync();
        }
    }
}
