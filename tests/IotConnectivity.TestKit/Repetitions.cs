using System.Globalization;

namespace IotConnectivity.TestKit;

/// <summary>How often a property, fuzz or soak test repeats itself.</summary>
/// <remarks>
/// <c>TEST_SCALE</c> multiplies the number: 50 for a long run, 0.002 for mutation testing, where every mutant runs every test that reaches it.
/// </remarks>
public static class Repetitions
{
    private static readonly double Scale =
        double.TryParse(Environment.GetEnvironmentVariable("TEST_SCALE"), CultureInfo.InvariantCulture, out var given) && given > 0 ? given : 1;

    public static int Of(int usual) => (int)Math.Clamp(usual * Scale, Math.Min(usual, 20), int.MaxValue);
}
