// Without arguments: a short set, no questions asked. Otherwise one of the reports below, or BenchmarkDotNet's own arguments.
using BenchmarkDotNet.Running;
using IotConnectivity.Benchmarks.Alerts;
using IotConnectivity.Benchmarks.Detect;
using IotConnectivity.Benchmarks.Http;
using IotConnectivity.Benchmarks.Memory;
using IotConnectivity.Benchmarks.Search;
using IotConnectivity.Benchmarks.Storage;

switch (args)
{
    case []:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly)
            .Run(["--filter", "*LookupBenchmarks*", "*StatusQueryBenchmarks*", "*ApplyBenchmarks*", "--job", "short"]);
        MemoryReport.Run(["1000000"]);
        break;
    case ["memory", .. var sizes]:
        MemoryReport.Run(sizes);
        break;
    case ["memory-stored", .. var sizes]:
        await StoredMemoryReport.RunAsync(sizes);
        break;
    case ["fleet"]:
        FleetReport.Run();
        break;
    case ["violations"]:
        ViolationReport.Run();
        break;
    case ["upkeep"]:
        UpkeepReport.Run();
        break;
    case ["detect"]:
        await DetectReport.RunAsync();
        break;
    case ["http", .. var options]:
        await WebProcess.RunAsync(args, () => HttpReport.RunAsync(options));
        break;
    case ["ingest", .. var options]:
        await WebProcess.RunAsync(args, () => IngestReport.RunAsync(options));
        break;
    case ["durable", .. var options]:
        await WebProcess.RunAsync(args, () => DurableReport.RunAsync(options));
        break;
    case ["members", .. var sizes]:
        await WebProcess.RunAsync(args, () => MembersReport.RunAsync(sizes));
        break;
    case ["start", .. var sizes]:
        await StartReport.RunAsync(sizes);
        break;
    case ["start-one", var folder]:
        await StartReport.MeasureStartAsync(folder);
        break;
    case ["alerts", .. var sizes]:
        await WebProcess.RunAsync(args, () => AlertsReport.RunAsync(sizes));
        break;
    case ["beside"]:
        await BesideReport.RunAsync();
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
