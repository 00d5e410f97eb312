using System.Reflection;
using System.Runtime.CompilerServices;

namespace IotConnectivity;

/// <summary>Runs the static initialisers of the mutated assembly while no mutant is active.</summary>
/// <remarks>
/// Stryker tests one mutant after the other in the same process. A mutant in an initialiser that happens to run first would stay for the rest of that process and
/// kill whatever is tested after it. So none is ever active there; each has to be tried in a process of its own, see README.md.
/// </remarks>
internal static class UnmutatedStatics
{
    private const int NoMutant = -1;

    // The number of the active mutant, four bytes that Stryker shares with this process.
    private static readonly string? ActiveMutant = Environment.GetEnvironmentVariable("STRYKER_MUTANT_FILE");

    [ModuleInitializer]
    internal static void Initialise()
    {
        if (ActiveMutant is null || Environment.GetEnvironmentVariable("MUTANT_ALONE") is not null) return;
        var active = Exchange(NoMutant);
        foreach (var type in Assembly.Load("IotConnectivity.Core").GetTypes().Where(type => !type.ContainsGenericParameters))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        Exchange(active);
    }

    private static int Exchange(int mutant)
    {
        using var file = new FileStream(ActiveMutant!, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        file.ReadExactly(bytes);
        var before = BitConverter.ToInt32(bytes);
        BitConverter.TryWriteBytes(bytes, mutant);
        file.Position = 0;
        file.Write(bytes);
        return before;
    }
}
