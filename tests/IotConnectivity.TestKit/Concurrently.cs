using System.Collections.Concurrent;

namespace IotConnectivity.TestKit;

/// <summary>Runs an action on several real threads that start at the same moment.</summary>
public static class Concurrently
{
    /// <summary>How long <see cref="Run(int, Action{int})"/> waits for its threads before it says that they hang.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs an action on every thread and waits for all of them.</summary>
    /// <param name="threads">How many threads, at least 1.</param>
    /// <param name="action">Receives the number of the thread, from 0.</param>
    /// <exception cref="AggregateException">Some threads threw; it holds all their exceptions.</exception>
    /// <exception cref="TimeoutException">Some threads did not end within <see cref="Patience"/>.</exception>
    public static void Run(int threads, Action<int> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Run(threads, action, Patience, "");
    }

    /// <summary>Runs an action on every thread, each with its own reproducible random numbers, and waits for all of them.</summary>
    /// <param name="threads">How many threads, at least 1.</param>
    /// <param name="seed">Where the numbers come from; stands in the message when a thread throws. See <see cref="Seed"/>.</param>
    /// <param name="action">Receives the number of the thread, from 0, and its random numbers.</param>
    /// <exception cref="AggregateException">Some threads threw; it holds all their exceptions.</exception>
    /// <exception cref="TimeoutException">Some threads did not end within <see cref="Patience"/>.</exception>
    public static void Run(int threads, int seed, Action<int, Random> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Run(threads, thread => action(thread, new Random(HashCodeOf(seed, thread))), Patience, $", seed {seed}");
    }

    /// <summary>Picks a seed, a new one for every run unless the environment variable <c>TEST_SEED</c> holds one, and writes it to the test's output.</summary>
    public static int Seed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TEST_SEED"), out var given) ? given : Random.Shared.Next();
        Xunit.TestContext.Current.TestOutputHelper?.WriteLine($"TEST_SEED={seed}");
        return seed;
    }

    internal static void Run(int threads, Action<int> action, TimeSpan patience, string note)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var errors = new ConcurrentQueue<Exception>();
        var gate = new Barrier(threads);
        var running = Enumerable.Range(0, threads).Select(Start).ToList();

        var deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        var hanging = running.Count(thread => !thread.Join((int)Math.Max(0, deadline - Environment.TickCount64)));
        if (hanging > 0) throw new TimeoutException($"{hanging} of {threads} threads did not end within {patience}{note}");
        gate.Dispose();
        if (!errors.IsEmpty) throw new AggregateException($"{errors.Count} of {threads} threads failed{note}", errors);

        Thread Start(int number)
        {
            var thread = new Thread(() => RunOne(number)) { IsBackground = true, Name = $"Concurrently {number}" };
            thread.Start();
            return thread;
        }

        void RunOne(int number)
        {
            gate.SignalAndWait();
            try
            {
                action(number);
            }
            catch (Exception error)
            {
                errors.Enqueue(error);
            }
        }
    }

    // Not HashCode.Combine, which differs from process to process.
    private static int HashCodeOf(int seed, int thread) => unchecked((seed * 397) ^ thread);
}
