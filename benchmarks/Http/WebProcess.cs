using System.Diagnostics;
using System.Runtime;

namespace IotConnectivity.Benchmarks.Http;

/// <summary>Runs a report as the sample server runs: with the garbage collector for servers, which is the default of the SDK for web applications and not that of this project, and without its adaptation.</summary>
internal static class WebProcess
{
    private const string Setting = "DOTNET_gcServer";
    private const string Adaptation = "DOTNET_GCDynamicAdaptationMode";

    public static async Task RunAsync(string[] args, Func<Task> report)
    {
        if (GCSettings.IsServerGC || Environment.GetEnvironmentVariable(Setting) is not null)
        {
            await report();
            return;
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!, args) { UseShellExecute = false };
        start.Environment[Setting] = "1";
        start.Environment[Adaptation] = "0";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"the report `{string.Join(' ', args)}` ended with exit code {process.ExitCode}");
    }
}
