using System.Runtime.CompilerServices;
using IotConnectivity.Fleet.Filters;
using IotConnectivity.Fleet.Violations;
using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.Queries.Ast;
using IotConnectivity.Queries.Binding;
using IotConnectivity.Queries.Schema;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet;

public sealed partial class FleetIndex
{
    /// <summary>The number of things in a page when nothing is said; AWS IoT's documented maximum of SearchIndex.</summary>
    public const int DefaultPageSize = 100;

    // What is read at once when everything is wanted: long enough that finding it does not weigh, short enough that changes need not wait.
    private const int StreamPage = 1000;

    /// <summary>Finds things, in the order of their names: without regard to case, and ordinally where that makes no difference.</summary>
    /// <param name="query">The query, for example <c>connectivity.connected:false AND attributes.site:north</c>.</param>
    /// <param name="maxResults">How many things at most; at least 1.</param>
    /// <param name="after">The name of the last thing of the page before; <see langword="null"/> for the first page. There need not be such a thing any more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The things; fewer than <paramref name="maxResults"/> only at the end.</returns>
    /// <remarks>
    /// A thing that matches throughout is on exactly one page, whatever happens to others meanwhile. The cost is that of the page when a name, the beginning of one, or a value
    /// that few things have is asked for, or when many things match; otherwise about 0.1 to 100 ns for each thing and condition.
    /// </remarks>
    /// <exception cref="QueryException">The query names a field that is not in the index, or a value that the field cannot have.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public IReadOnlyList<FleetThing> Search(FleetQuery query, int maxResults = DefaultPageSize, string? after = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxResults, 1);
        return Read(query, (filter, nowMs) => new PageFinder(_columns).Find(filter, after, maxResults, cancellationToken).ConvertAll(place => DocumentAt(place, nowMs)));
    }

    /// <summary>Finds all things that match, in the order of their names, as they are asked for.</summary>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The things. What changes while they are read is seen or not; a thing that matches throughout comes once.</returns>
    /// <exception cref="QueryException">The query names a field that is not in the index, or a value that the field cannot have.</exception>
    public async IAsyncEnumerable<FleetThing> SearchAsync(FleetQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (string? after = null; ;)
        {
            var page = Search(query, StreamPage, after, cancellationToken);
            foreach (var thing in page) yield return thing;
            if (page.Count < StreamPage) yield break;
            after = page[^1].Thing.Name;

            // Somebody else may want this thread for a moment.
            await Task.Yield();
        }
    }

    /// <summary>Counts the things that match.</summary>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many there are at this moment.</returns>
    /// <exception cref="QueryException">The query names a field that is not in the index, or a value that the field cannot have.</exception>
    public int Count(FleetQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Read(query, (filter, _) => Matches.Find(filter, _columns, cancellationToken).Count);
    }

    /// <summary>Checks that a query fits the index.</summary>
    /// <param name="query">The query.</param>
    /// <exception cref="QueryException">It does not.</exception>
    public void Check(FleetQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        Bind(query);
    }

    /// <summary>Gets what there is to be indexed by a configuration.</summary>
    internal static QuerySources SourcesOf(IndexingConfiguration configuration)
    {
        if (configuration.ThingIndexingMode == ThingIndexingMode.Off) return QuerySources.None;
        var sources = QuerySources.Registry;
        if (configuration.TracksConnectivity) sources |= QuerySources.Connectivity;
        return configuration.TracksViolations ? sources | QuerySources.DeviceDefender : sources;
    }

    private TResult Read<TResult>(FleetQuery query, Func<Filter, long, TResult> read)
    {
        var bound = Bind(query);
        Settle();
        _lock.EnterReadLock();
        try
        {
            var nowMs = NowMs;
            return read(FilterCompiler.Compile(bound, _columns, momentMs: nowMs), nowMs);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Gets what is held so that the configuration of the index stays as it is.</summary>
    internal Lock Configuration => _indexing.Changing;

    private QueryNode Bind(FleetQuery query)
    {
        var sources = SourcesOf(_indexing.Current);
        if (!QueryBinder.TryBind(query, QuerySchema.Things, sources, out var bound, out var error)) throw new QueryException(error);

        // All things, of which no field is named.
        if (sources == QuerySources.None) throw new QueryException(QueryError.NotIndexed(QueryReasons.NotIndexed(QuerySources.Registry.ToErrorText(), QuerySchema.Things.IndexName), 0));
        return bound;
    }

    private FleetThing DocumentAt(int place, long nowMs)
    {
        var thing = _columns.Things[place]!;
        return new FleetThing(thing.ToThing(_columns.DataAt(place)!), GroupNamesOf(thing), thing.Current ?? ThingConnectivity.Never)
        {
            DeviceDefender = _indexing.Current.TracksViolations ? ViolationDocument.Write(_columns.Violations[place], nowMs) : null,
        };
    }

    private static string[] GroupNamesOf(RegisteredThing thing)
    {
        var names = Array.ConvertAll(thing.Groups, static group => group.Name);
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }
}
