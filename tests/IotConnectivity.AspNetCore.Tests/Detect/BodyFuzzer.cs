using System.Text.Json.Nodes;

namespace IotConnectivity.AspNetCore.Detect;

/// <summary>Replaces values of a good body by others, good ones and bad ones.</summary>
internal static class BodyFuzzer
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1.5", "1e400", "18446744073709551616", "9223372036854775807", "\"\"", "\"x\"", "\"\\u0000\"", "\"less-than\"", "\"aws:source-ip-address\"", "\"::/0\"",
        "[]", "{}", "[null]", "[[]]", "{\"count\":0}", "{\"cidrs\":[\"0.0.0.0/0\"]}", "{\"number\":\"NaN\"}", "{\"ports\":[65536]}", "{\"strings\":[null]}", "{\"confidenceLevel\":null}",
    ];

    /// <summary>Changes one or two values.</summary>
    public static string Change(string good, Random random)
    {
        var body = JsonNode.Parse(good)!;
        for (var changes = random.Next(1, 3); changes > 0; changes--) Replace(body, random);
        return body.ToJsonString();
    }

    private static void Replace(JsonNode body, Random random)
    {
        var places = Places(body).ToList();
        var (parent, key) = places[random.Next(places.Count)];
        var value = Values[random.Next(Values.Length)];

        // What no JSON number of .NET holds is only text here.
        var node = value == "1e400" ? JsonValue.Create("1e400") : JsonNode.Parse(value);
        if (parent is JsonObject members) members[(string)key] = node;
        else parent.AsArray()[(int)key] = node;
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode node)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => ((object)member.Key, member.Value)),
            JsonArray entries => entries.Select((entry, i) => ((object)i, entry)),
            _ => [],
        };
        foreach (var (key, child) in children.ToList())
        {
            yield return (node, key);
            if (child is null) continue;
            foreach (var place in Places(child)) yield return place;
        }
    }
}
