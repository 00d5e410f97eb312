using System.Globalization;
using System.Text.Json;
using IotConnectivity.Policies;

namespace IotConnectivity.Benchmarks.Policies;

/// <summary>A policy of n statements, half of which match the action and a tenth the resource, and the request that all variants judge.</summary>
/// <remarks>
/// The only statement that applies comes last; of those before it that match action and resource each has a condition that does not
/// hold, so nobody may stop early. Every tenth statement is a Deny, and half of those match.
/// </remarks>
internal sealed record PolicyWorkload(string[] Documents, string Action, string Resource, RequestContext Context, Dictionary<string, string> Facts)
{
    private const int StatementsPerDocument = 500;

    internal static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal static PolicyWorkload Create(int statements, ResourceShape shape)
    {
        const string Account = "arn:aws:iot:us-east-1:123456789012:";
        var all = new List<string>(statements);
        for (var i = 0; i < statements - 1; i++)
        {
            var effect = i % 20 is 0 or 7 ? "Deny" : "Allow";
            // 0, 2, 4, … match the action; 0, 10, 20, … the resource as well.
            var action = i % 2 == 0 ? "iot:GetThing*" : "iot:SearchIndex";
            var number = i.ToString(CultureInfo.InvariantCulture);
            var other = shape == ResourceShape.OwnPrefixes ? $"hall-{number}-*" : $"*-hall-{number}";
            var resource = $"{Account}thing/{(i % 10 == 0 ? "line-*" : other)}";
            const string Condition = """{"Bool":{"iot:IncludeSocketInformation":"true"}}""";
            all.Add($$"""{"Effect":"{{effect}}","Action":"{{action}}","Resource":"{{resource}}","Condition":{{Condition}}}""");
        }

        all.Add($$"""{"Effect":"Allow","Action":"iot:GetThingConnectivityData","Resource":"{{Account}}thing/line-7-*"}""");
        var documents = all.Chunk(StatementsPerDocument).Select(static chunk => $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', chunk)}}]}""");
        var facts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [ConditionKeys.UserName] = "reader",
            [ConditionKeys.SourceIp] = "203.0.113.9",
            [ConditionKeys.IncludeSocketInformation] = "false",
        };
        var context = facts.Aggregate(RequestContext.Empty, static (context, fact) => context.With(fact.Key, fact.Value));
        return new PolicyWorkload([.. documents], "iot:GetThingConnectivityData", $"{Account}thing/line-7-lamp", context, facts);
    }
}

/// <summary>How the resources of statements that do not match look.</summary>
public enum ResourceShape
{
    /// <summary>Each begins with characters of its own, so that an index can tell them apart.</summary>
    OwnPrefixes,

    /// <summary>All begin alike and differ behind a star, so that each has to be matched.</summary>
    LeadingStars,
}

/// <summary>What one writes first: every statement in turn, with the framework's wildcard matcher.</summary>
internal sealed class StatementScan
{
    private readonly List<Statement> _statements = [];

    internal StatementScan(IEnumerable<string> documents)
    {
        foreach (var json in documents)
        {
            using var document = JsonDocument.Parse(json);
            foreach (var statement in document.RootElement.GetProperty("Statement").EnumerateArray())
            {
                var condition = statement.TryGetProperty("Condition", out var block)
                    ? block.GetProperty("Bool").GetProperty(ConditionKeys.IncludeSocketInformation).GetString()
                    : null;
                _statements.Add(new Statement(
                    statement.GetProperty("Effect").ValueEquals("Deny"),
                    statement.GetProperty("Action").GetString()!,
                    statement.GetProperty("Resource").GetString()!,
                    condition));
            }
        }
    }

    internal bool IsAllowed(string action, string resource, Dictionary<string, string> facts)
    {
        var isAllowed = false;
        foreach (var statement in _statements)
        {
            if (!IsLike(statement.Action, action, ignoreCase: true) || !IsLike(statement.Resource, resource, ignoreCase: false)) continue;
            if (statement.SocketInformation is { } wanted
                && (!facts.TryGetValue(ConditionKeys.IncludeSocketInformation, out var value) || value != wanted)) continue;
            if (statement.IsDeny) return false;
            isAllowed = true;
        }

        return isAllowed;
    }

    private static bool IsLike(string pattern, string text, bool ignoreCase) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase);

    private sealed record Statement(bool IsDeny, string Action, string Resource, string? SocketInformation);
}
