using System.Text.Encodings.Web;
using System.Text.Json;
using IotConnectivity.TestKit.Conventions;

namespace IotConnectivity.AspNetCore;

/// <summary>One request and the answer to it, letter for letter, from a file of <c>Golden/</c>.</summary>
/// <remarks>
/// A case reads <c>{ "name", "given": [requests], "when": request, "then": { "status", "error", "body" } }</c>, a request
/// <c>{ "POST": "/target", "body": any JSON, or "text": "as it is", "type": "content type" }</c>. An answer without <c>body</c> has none.
/// A request with <c>"until": "text"</c> is repeated until the answer has the text, <c>{ "ADVANCE": "60" }</c> moves the clock by seconds, and <c>‹violation›</c> in a request is
/// the id of the violation that was answered last.
/// </remarks>
internal sealed record GoldenCase(string Name, IReadOnlyList<ApiRequest> Given, ApiRequest When, int Status, string? Error, string Body)
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Folder => Path.Combine(RepositoryRoot.Path, "tests", "IotConnectivity.AspNetCore.Tests", "Golden");

    public static IEnumerable<string> Files => Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static IReadOnlyList<GoldenCase> Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, file + ".json")));
        return [.. document.RootElement.EnumerateArray().Select(Read)];
    }

    public override string ToString() => Name;

    private static GoldenCase Read(JsonElement json)
    {
        var then = json.GetProperty("then");
        return new GoldenCase(
            json.GetProperty("name").GetString()!,
            json.TryGetProperty("given", out var given) ? [.. given.EnumerateArray().Select(ReadRequest)] : [],
            ReadRequest(json.GetProperty("when")),
            then.GetProperty("status").GetInt32(),
            then.TryGetProperty("error", out var error) ? error.GetString() : null,
            then.TryGetProperty("body", out var body) ? JsonSerializer.Serialize(body, Compact) : string.Empty);
    }

    private static ApiRequest ReadRequest(JsonElement json)
    {
        var line = json.EnumerateObject().First();
        var body = json.TryGetProperty("body", out var value) ? JsonSerializer.Serialize(value, Compact)
            : json.TryGetProperty("text", out var text) ? text.GetString()
            : null;
        var request = new ApiRequest(line.Name, line.Value.GetString()!, body);
        if (json.TryGetProperty("until", out var until)) request = request with { Until = until.GetString() };
        return json.TryGetProperty("type", out var type) ? request with { ContentType = type.GetString() } : request;
    }
}
