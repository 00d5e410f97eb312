using BenchmarkDotNet.Attributes;
using IotConnectivity.Fleet;
using IotConnectivity.Queries;
using Microsoft.Data.Sqlite;

namespace IotConnectivity.Benchmarks.Search;

/// <summary>What does a question to a million things cost, beside what a user would write in LINQ, and beside SQLite?</summary>
/// <remarks>LinqWalk asks registry and index, LinqOverRecords an array of objects that holds nothing else and follows no change. The heap is too large to be collected before each iteration.</remarks>
[MemoryDiagnoser]
[GcForce(false)]
public class SearchBenchmarks
{
    private const int Things = 1_000_000;
    private const int PageSize = 100;
    private const long Since = Benchmarks.Fleet.Start + 50_000_000;

    // Once for all questions when they are asked in one process: --inProcess.
    private static readonly Lazy<Shared> All = new(static () => new Shared());

    private SearchFleet _things = null!;
    private FleetIndex _fleet = null!;
    private ThingRecord[] _records = [];
    private SqliteCommand _command = null!;
    private FleetQuery _query = null!;

    /// <summary>What is asked.</summary>
    public enum Question
    {
        /// <summary>How many are offline since before a moment?</summary>
        OfflineSince,

        /// <summary>The first page of names that begin alike.</summary>
        PrefixPage,

        /// <summary>The first page of those with a value of an attribute that 100 have.</summary>
        AttributePage,

        /// <summary>How many have values of two attributes that fit patterns no index helps with?</summary>
        TwoPatterns,

        /// <summary>How many went offline for which reason?</summary>
        Reasons,
    }

    [Params(Question.OfflineSince, Question.PrefixPage, Question.AttributePage, Question.TwoPatterns, Question.Reasons)]
    public Question Asked { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var shared = All.Value;
        (_things, _fleet, _records) = (shared.Things, shared.Fleet, shared.Records);
        var (query, sql) = Asked switch
        {
            Question.OfflineSince => ($"connectivity.connected:false AND connectivity.timestamp < {Since}", $"SELECT count(*) FROM things WHERE connected = 0 AND timestamp < {Since}"),
            Question.PrefixPage => ("thingName:pump-00012*", $"SELECT name FROM things WHERE name >= 'pump-00012' AND name < 'pump-00013' ORDER BY name LIMIT {PageSize}"),
            Question.AttributePage => ("attributes.batch:b4711", $"SELECT name FROM things WHERE batch = 'b4711' ORDER BY name LIMIT {PageSize}"),
            Question.TwoPatterns => ("attributes.serial:*7 AND attributes.firmware:1*.1", "SELECT count(*) FROM things WHERE serial LIKE '%7' AND firmware LIKE '1%.1'"),
            _ => ("*", "SELECT reason, count(*) FROM things WHERE reason IS NOT NULL GROUP BY reason"),
        };
        _query = FleetQuery.Parse(query);
        _command = shared.Sqlite.Prepare(sql);
        GC.Collect();
        int[] answers = [LinqWalk(), LinqOverRecords(), Sqlite(), Fleet()];
        if (answers[0] == 0 || answers.Distinct().Count() != 1) throw new InvalidOperationException($"the variants do not agree: {string.Join(' ', answers)}");
    }

    [GlobalCleanup]
    public void Cleanup() => _command.Dispose();

    [Benchmark(Baseline = true)]
    public int LinqWalk() => Asked switch
    {
        Question.OfflineSince => _things.Index.Enumerate().Count(static thing => !thing.Value.Connected && thing.Value.TimestampMs < Since),
        Question.PrefixPage => Page(_things.Index.Enumerate().Select(static thing => thing.Key).Where(static name => name.StartsWith("pump-00012", StringComparison.OrdinalIgnoreCase))),
        Question.AttributePage => Page(_things.Index.Enumerate().Select(static thing => thing.Key).Where(name => _things.Registry.Find(name)!.Attributes["batch"] == "b4711")),
        Question.TwoPatterns => _things.Index.Enumerate().Select(thing => _things.Registry.Find(thing.Key)!.Attributes).Count(static thing => Fits(thing["serial"], thing["firmware"])),
        _ => _things.Index.Enumerate().Where(static thing => !thing.Value.Connected).GroupBy(static thing => thing.Value.DisconnectReason).Count(static same => same.Any()),
    };

    [Benchmark]
    public int LinqOverRecords() => Asked switch
    {
        Question.OfflineSince => _records.Count(static thing => !thing.Connected && thing.TimestampMs < Since),
        Question.PrefixPage => Page(_records.Select(static thing => thing.Name).Where(static name => name.StartsWith("pump-00012", StringComparison.OrdinalIgnoreCase))),
        Question.AttributePage => Page(_records.Where(static thing => thing.Batch == "b4711").Select(static thing => thing.Name)),
        Question.TwoPatterns => _records.Count(static thing => Fits(thing.Serial, thing.Firmware)),
        _ => _records.Where(static thing => thing.Reason is not null).CountBy(static thing => thing.Reason!).Count(),
    };

    [Benchmark]
    public int Sqlite() => Asked is Question.OfflineSince or Question.TwoPatterns ? (int)(long)_command.ExecuteScalar()! : SqliteThings.CountRows(_command);

    [Benchmark]
    public int Fleet() => Asked switch
    {
        Question.OfflineSince or Question.TwoPatterns => _fleet.Count(_query),
        Question.PrefixPage or Question.AttributePage => _fleet.Search(_query, PageSize).Count,
        _ => _fleet.GetBuckets(_query, "connectivity.disconnectReason").Buckets.Count,
    };

    private static int Page(IEnumerable<string> names) => names.Order(StringComparer.OrdinalIgnoreCase).Take(PageSize).ToList().Count;

    private static bool Fits(string serial, string firmware) =>
        serial.EndsWith('7') && firmware.StartsWith('1') && firmware.EndsWith(".1", StringComparison.Ordinal) && firmware.Length > 2;

    private sealed class Shared
    {
        public Shared()
        {
            Fleet = Things.MakeIndex();
            Records = Things.ToRecords();
            Sqlite = new SqliteThings(Records);
        }

        public SearchFleet Things { get; } = new(SearchBenchmarks.Things);

        public FleetIndex Fleet { get; }

        public ThingRecord[] Records { get; }

        public SqliteThings Sqlite { get; }
    }
}
