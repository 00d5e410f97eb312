using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.TestKit;

namespace IotConnectivity.Timing;

public class TimingWheelModelTests
{
    private static readonly Arbitrary<WheelOperation[]> AnyOperations = WheelOperation.Any.ToArbitrary().Array();

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64 * 64 - 1)]
    [InlineData(17_000_000_000)]
    [InlineData((1L << 60) - 1)]
    [InlineData(long.MaxValue - 5_000)]
    public void Wheel_AnyOperations_MatchesSortedListModel(long startTick) =>
        Prop.ForAll(AnyOperations, operations =>
        {
            var run = new ModelRun(startTick);
            foreach (var operation in operations) run.Step(operation);
            run.DeliverTheRest();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Tests(200)).WithEndSize(120));

    [Fact]
    public void Wheel_OwnerSleepsUntilNextDueTick_DeliversEachTimeoutInItsTickWithFewWakeUps() =>
        Prop.ForAll(WheelReach.Any.ToArbitrary().Array(), reaches =>
        {
            var wheel = new TimingWheel(1_000);
            var due = reaches.Select(reach => reach.From(1_000)).ToArray();
            for (var id = 0; id < due.Length; id++) wheel.Schedule(new TestTimeout(id), due[id]);
            var handler = RecordingHandler.Done();
            var wakeUps = 0;

            while (wheel.NextDueTick is { } tick)
            {
                wheel.Advance(tick, ref handler);
                Assert.True(++wakeUps <= due.Length * SlotAddress.LevelCount, $"{wakeUps} wake-ups for {due.Length} timeouts");
            }

            Assert.All(handler.Delivered, delivered => Assert.Equal(Math.Max(1_000, due[delivered.Id]), delivered.Tick));
            Assert.Equal(due.Length, handler.Delivered.Count);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Tests(300)));

    // Quick enough to be repeated in full when mutants are tested.
    private static int Tests(int usual) => Math.Max(usual, Repetitions.Of(usual));

    /// <summary>Does every step to a wheel and to the model and compares all that can be seen of them.</summary>
    private sealed class ModelRun(long startTick)
    {
        private readonly TimingWheel _wheel = new(startTick);
        private readonly SortedListModel _model = new(startTick);
        private readonly TestTimeout[] _timeouts = [.. Enumerable.Range(0, TestTimeout.Count).Select(id => new TestTimeout(id))];
        private readonly Dictionary<int, WheelReaction> _prepared = [];

        public void Step(WheelOperation operation)
        {
            switch (operation)
            {
                case WheelOperation.Schedule schedule:
                    var due = schedule.Due.From(_model.Now);
                    _wheel.Schedule(_timeouts[schedule.Id], due);
                    _model.Schedule(schedule.Id, due);
                    break;
                case WheelOperation.Cancel cancel:
                    Assert.Equal(_model.Cancel(cancel.Id), _wheel.Cancel(_timeouts[cancel.Id]));
                    break;
                case WheelOperation.Advance advance:
                    Advance(advance.To.From(_model.Now));
                    break;
                case WheelOperation.Prepare prepare:
                    _prepared[prepare.Id] = prepare.Reaction;
                    break;
            }

            Compare();
        }

        public void DeliverTheRest()
        {
            _prepared.Clear();
            Advance(long.MaxValue);
            Assert.Equal(0, _wheel.Count);
            Compare();
        }

        private void Advance(long toTick)
        {
            var expected = new List<(int Id, long Tick)>();
            var left = new Dictionary<int, WheelReaction>(_prepared);
            var expectedError = Record.Exception(() => _model.Advance(toTick, (id, tick) =>
            {
                expected.Add((id, tick));
                return React(left, id, tick, _model.Schedule, other => _model.Cancel(other));
            }));

            var handler = new RecordingHandler((timeout, tick) =>
                React(_prepared, timeout.Id, tick, (other, due) => _wheel.Schedule(_timeouts[other], due), other => _wheel.Cancel(_timeouts[other])));
            var error = Record.Exception(() => _wheel.Advance(toTick, ref handler));

            Assert.Equal(expected, handler.Delivered);
            Assert.Equal(expectedError?.Message, error?.Message);
        }

        private static long? React(
            Dictionary<int, WheelReaction> prepared, int id, long tick, Action<int, long> schedule, Action<int> cancel)
        {
            if (!prepared.Remove(id, out var reaction)) return null;
            switch (reaction)
            {
                case WheelReaction.NotYet notYet:
                    return notYet.Again.From(tick);
                case WheelReaction.Arm arm:
                    schedule(arm.Other, arm.Due.From(tick));
                    return null;
                case WheelReaction.Disarm disarm:
                    cancel(disarm.Other);
                    return null;
                case WheelReaction.ArmAndThrow armAndThrow:
                    schedule(armAndThrow.Other, armAndThrow.Due.From(tick));
                    throw new InvalidDataException($"thrown for {id}");
                default:
                    throw new InvalidOperationException($"unknown reaction {reaction}");
            }
        }

        private void Compare()
        {
            WheelIntegrity.Check(_wheel);
            Assert.Equal(_model.Now, _wheel.Now);
            Assert.Equal(_model.Count, _wheel.Count);
            foreach (var timeout in _timeouts)
            {
                Assert.Equal(_model.IsArmed(timeout.Id), timeout.IsArmed);
                if (timeout.IsArmed) Assert.Equal(_model.DueTick(timeout.Id), timeout.DueTick);
            }

            CompareHint(_model.EarliestTick, _wheel.NextDueTick);
        }

        private void CompareHint(long? earliest, long? hint)
        {
            Assert.Equal(earliest is null, hint is null);
            if (earliest is not { } tick) return;

            var isExact = tick / SlotAddress.SlotsPerLevel == _wheel.Now / SlotAddress.SlotsPerLevel;
            Assert.InRange(hint!.Value, isExact || tick == _wheel.Now ? tick : _wheel.Now + 1, tick);
        }
    }
}
