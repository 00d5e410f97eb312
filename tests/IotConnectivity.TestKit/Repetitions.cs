using System.Globalization;

namespace IotConnectivity.TestKit;

/// <summary>How often a property, fuzz or soak test repeats itself.</summary>
/// <remarks>
/// <c>TEST_SCALE</c> multiplies the number: 50 for a long run, 0.001 for mutation testing, where every mutant runs every test that reaches it.
/// </remarks>
public static class Repetitions
{
    private const int Fewest = 5;

    private static readonly double Scale =
        double.TryParse(Environment.GetEnvironmentVariable("TEST_SCALE"), CultureInfo.InvariantCulture, out var given) && given > 0 ? given : 1;

    /// <summary>Gets a value indicating whether tests that try every possibility should try a small part only.</summary>
    public static bool AreFew => Scale < 0.01;

    public static int Of(int usual) => (int)Math.Clamp(usual * Scale, Math.Min(usual, Fewest), int.MaxValue);
}
