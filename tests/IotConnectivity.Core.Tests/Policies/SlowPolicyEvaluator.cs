using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IotConnectivity.Policies;

/// <summary>What a generated request says about one key.</summary>
internal sealed record Fact(string Key, bool IsMultivalued, string[] Values);

/// <summary>
/// A second evaluator, written from the rules and nothing else: straight from the JSON, with regular expressions, without an index, a
/// compiled form or any code of the first. Slow, and short enough to be read as the specification.
/// </summary>
internal sealed class SlowPolicyEvaluator(string action, string resource, Fact[] facts, DateTimeOffset now)
{
    internal AuthorizationDecision Decide(IEnumerable<string> documents)
    {
        var decision = AuthorizationDecision.ImplicitDeny;
        foreach (var json in documents)
        {
            using var document = JsonDocument.Parse(json);
            var hasVariables = document.RootElement.TryGetProperty("Version", out var version) && version.GetString() == "2012-10-17";
            foreach (var statement in List(document.RootElement.GetProperty("Statement")))
            {
                if (!Applies(statement, hasVariables)) continue;
                if (statement.GetProperty("Effect").GetString() == "Deny") return AuthorizationDecision.ExplicitDeny;
                decision = AuthorizationDecision.Allowed;
            }
        }

        return decision;
    }

    private static JsonElement[] List(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];

    private bool Applies(JsonElement statement, bool hasVariables)
    {
        var isDeny = statement.GetProperty("Effect").GetString() == "Deny";
        var actionMatches = statement.TryGetProperty("Action", out var actions)
            ? List(actions).Any(pattern => ActionMatches(pattern.GetString()!))
            : !List(statement.GetProperty("NotAction")).Any(pattern => ActionMatches(pattern.GetString()!));
        return actionMatches
            && ResourceElementMatches(statement, hasVariables, isDeny)
            && (!statement.TryGetProperty("Condition", out var block)
                || block.EnumerateObject().All(op => op.Value.EnumerateObject().All(key =>
                    Holds(op.Name, key.Name, List(key.Value).Select(value => Text(value)).ToArray(), hasVariables, isDeny))));
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetRawText(),
        _ => value.GetString()!,
    };

    private bool ActionMatches(string pattern)
    {
        if (pattern == "*") return true;
        var (wanted, asked) = (pattern.ToLowerInvariant().Split(':'), action.ToLowerInvariant().Split(':'));
        return (wanted[0] == "*" || wanted[0] == asked[0]) && Like(asked[1], Expand(wanted[1], wildcards: true, variables: false)!);
    }

    private bool ResourceElementMatches(JsonElement statement, bool hasVariables, bool isDeny)
    {
        if (statement.TryGetProperty("Resource", out var resources))
            return List(resources).Any(pattern => ResourceMatches(pattern.GetString()!, hasVariables) == true);
        var outcomes = List(statement.GetProperty("NotResource")).Select(pattern => ResourceMatches(pattern.GetString()!, hasVariables)).ToArray();
        if (outcomes.Contains(true)) return false;
        return !outcomes.Contains(null) || isDeny;
    }

    // Null: a variable has no value although everything before it matches.
    private bool? ResourceMatches(string pattern, bool hasVariables)
    {
        if (pattern == "*") return true;
        if (resource == "*") return false;
        var (wanted, asked) = (pattern.Split(':', 6), resource.Split(':', 6));
        if (wanted.Length < 6) wanted = [.. wanted, .. Enumerable.Repeat("*", 6 - wanted.Length)];
        for (var i = 0; i < 5; i++)
        {
            if (!Like(asked[i], Expand(wanted[i], wildcards: true, variables: false)!)) return false;
        }

        var name = Expand(wanted[5], wildcards: true, hasVariables);
        return name is null ? null : Like(asked[5], name);
    }

    private bool Holds(string name, string key, string[] wanted, bool hasVariables, bool isDeny)
    {
        var fact = Find(key);
        if (name == "Null")
        {
            var isNull = fact is null || fact.Values.All(string.IsNullOrEmpty);
            return wanted.Any(value => bool.Parse(value) == isNull);
        }

        var all = name.StartsWith("ForAllValues:", StringComparison.Ordinal);
        var any = name.StartsWith("ForAnyValue:", StringComparison.Ordinal);
        var ifExists = name.EndsWith("IfExists", StringComparison.Ordinal);
        name = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (ifExists) name = name[..^"IfExists".Length];
        var isNegated = name.Contains("Not", StringComparison.Ordinal);
        var positive = name.Replace("Not", string.Empty, StringComparison.Ordinal);

        if (fact is null || fact.Values.Length == 0) return ifExists || all || (!any && isNegated);
        if (all) return fact.Values.All(string.IsNullOrEmpty) || fact.Values.All(HoldsFor);
        if (any) return !fact.Values.All(string.IsNullOrEmpty) && fact.Values.Any(HoldsFor);
        return !fact.IsMultivalued && HoldsFor(fact.Values[0]);

        bool HoldsFor(string value)
        {
            if (!IsReadable(positive, value)) return isNegated && isDeny;
            return wanted.Any(pattern => Compare(positive, value, pattern, hasVariables)) != isNegated;
        }
    }

    private static bool IsReadable(string name, string value) => name switch
    {
        _ when name.StartsWith("String", StringComparison.Ordinal) => true,
        _ when name.StartsWith("Numeric", StringComparison.Ordinal) => Number(value) is not null,
        _ when name.StartsWith("Date", StringComparison.Ordinal) => Instant(value) is not null,
        _ when name.StartsWith("Arn", StringComparison.Ordinal) => Regex.IsMatch(value, "^arn:([^:]*:){4}."),
        "Bool" => value is "true" or "false",
        "IpAddress" => (value.Contains(':') || value.Count(c => c == '.') == 3) && IPAddress.TryParse(value, out _),
        _ => Regex.IsMatch(value, "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"),
    };

    private bool Compare(string name, string value, string wanted, bool hasVariables)
    {
        switch (name)
        {
            case "StringEquals": return Plain(wanted, hasVariables) == value;
            case "StringEqualsIgnoreCase": return string.Equals(Plain(wanted, hasVariables), value, StringComparison.OrdinalIgnoreCase);
            case "StringLike": return Expand(wanted, wildcards: true, hasVariables) is { } like && Like(value, like);
            case "Bool": return value == wanted;
            case "BinaryEquals": return Convert.FromBase64String(value).SequenceEqual(Convert.FromBase64String(wanted));
            case "IpAddress": return InRange(IPAddress.Parse(value), wanted);
            case "ArnEquals" or "ArnLike":
                var (patterns, parts) = (wanted.Split(':', 6), value.Split(':', 6));
                return wanted == "*" || Enumerable.Range(0, 6).All(i => Like(parts[i], Expand(patterns[i], wildcards: true, variables: false)!));
            default:
                var compared = name.StartsWith("Date", StringComparison.Ordinal)
                    ? Instant(value)!.Value.CompareTo(Instant(wanted)!.Value)
                    : Number(value)!.Value.CompareTo(Number(wanted)!.Value);
                if (name.EndsWith("LessThanEquals", StringComparison.Ordinal)) return compared <= 0;
                if (name.EndsWith("GreaterThanEquals", StringComparison.Ordinal)) return compared >= 0;
                if (name.EndsWith("LessThan", StringComparison.Ordinal)) return compared < 0;
                return name.EndsWith("GreaterThan", StringComparison.Ordinal) ? compared > 0 : compared == 0;
        }
    }

    private static decimal? Number(string text) =>
        Regex.IsMatch(text, @"^[+-]?\d+(\.\d+)?$") ? decimal.Parse(text, CultureInfo.InvariantCulture) : null;

    private static DateTimeOffset? Instant(string text)
    {
        if (text.Length is not (0 or 4) && text.All(char.IsAsciiDigit)) return DateTimeOffset.FromUnixTimeSeconds(long.Parse(text, CultureInfo.InvariantCulture));
        return DateTimeOffset.TryParseExact(
            text, ["yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;
    }

    private static bool InRange(IPAddress address, string range)
    {
        var parts = range.Split('/');
        var network = IPAddress.Parse(parts[0]);
        if (network.AddressFamily != address.AddressFamily) return false;
        var bits = parts.Length == 1 ? network.GetAddressBytes().Length * 8 : int.Parse(parts[1], CultureInfo.InvariantCulture);
        return Bits(network).Take(bits).SequenceEqual(Bits(address).Take(bits));

        static IEnumerable<bool> Bits(IPAddress address) =>
            address.GetAddressBytes().SelectMany(b => Enumerable.Range(0, 8).Select(i => (b & (128 >> i)) != 0));
    }

    private Fact? Find(string key)
    {
        var fact = Array.Find(facts, fact => fact.Key.Equals(key, StringComparison.OrdinalIgnoreCase));
        if (fact is not null) return fact;
        if (key.Equals("aws:CurrentTime", StringComparison.OrdinalIgnoreCase))
            return new Fact(key, false, [now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)]);
        return key.Equals("aws:EpochTime", StringComparison.OrdinalIgnoreCase)
            ? new Fact(key, false, [now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)])
            : null;
    }

    private string? Plain(string text, bool hasVariables) =>
        Expand(text, wildcards: false, hasVariables) is { } escaped ? Regex.Unescape(escaped) : null;

    private static bool Like(string text, string expression) =>
        Regex.IsMatch(text, $@"\A{expression}\z", RegexOptions.Singleline | RegexOptions.CultureInvariant);

    // To a regular expression; null when a variable has no value.
    private string? Expand(string pattern, bool wildcards, bool variables)
    {
        var expression = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            var variable = variables ? Regex.Match(pattern[i..], @"\A\$\{([^},]*)(?:, '([^']*)')?\}") : Match.Empty;
            if (variable.Success)
            {
                i += variable.Length - 1;
                var name = variable.Groups[1].Value;
                var value = name is "*" or "?" or "$" ? name
                    : Find(name) is { IsMultivalued: false } fact ? fact.Values[0]
                    : variable.Groups[2].Success ? variable.Groups[2].Value : null;
                if (value is null) return null;
                expression.Append(Regex.Escape(value));
            }
            else if (wildcards && pattern[i] == '*') expression.Append(".*");
            else if (wildcards && pattern[i] == '?') expression.Append('.');
            else expression.Append(Regex.Escape(pattern[i].ToString()));
        }

        return expression.ToString();
    }
}
