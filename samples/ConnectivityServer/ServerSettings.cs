using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.AspNetCore.Ingest;
using IotConnectivity.Indexing;
using IotConnectivity.Policies;

namespace ConnectivityServer;

/// <summary>One caller: the key and token that prove it, and what it may do.</summary>
internal sealed record ServerPrincipal(ConnectivityPrincipal Principal, AccessKey Key, BearerToken? Token, IReadOnlyList<PolicyDocument> Policies);

/// <summary>The configuration of the server that is not the library's own. Whatever is wrong with it stops the start with a message that names the key.</summary>
internal sealed record ServerSettings
{
    public required string Partition { get; init; }

    public required string Region { get; init; }

    public required string AccountId { get; init; }

    public int? RequestsPerSecond { get; init; }

    public required IReadOnlyList<ServerPrincipal> Principals { get; init; }

    public bool HasLocalPrincipals { get; init; }

    public required IndexingConfiguration Indexing { get; init; }

    public required string DataDirectory { get; init; }

    public string? StdinDialect { get; init; }

    public int DemoThings { get; init; }

    public IReadOnlyList<AlertTopic> AlertTopics { get; init; } = [];

    public static ServerSettings Read(IConfiguration configuration, string contentRoot)
    {
        var library = configuration.GetSection("ThingConnectivity");
        var partition = library["Partition"] ?? "aws";
        var account = library["AccountId"] ?? "123456789012";
        var prefix = $"arn:{partition}:iam::{account}:user/";
        var configured = configuration.GetSection("Principals").GetChildren().ToList();
        return new ServerSettings
        {
            Partition = partition,
            Region = library["Region"] ?? "us-east-1",
            AccountId = account,
            RequestsPerSecond = ReadNumber(library, "RequestsPerSecond", 1, 1_000_000),
            Principals = configured.Count == 0 ? Local(prefix) : [.. configured.Select(section => Read(section, prefix, contentRoot))],
            HasLocalPrincipals = configured.Count == 0,
            Indexing = ReadIndexing(library),
            DataDirectory = Path.Combine(contentRoot, configuration["DataDirectory"] is { Length: > 0 } folder ? folder : "data"),
            StdinDialect = ReadDialect(configuration["Ingest:Stdin"]),
            DemoThings = ReadNumber(configuration, "Demo", 0, 1_000_000) ?? 0,
            AlertTopics = [.. configuration.GetSection("AlertTopics").GetChildren().Select(AlertTopic.Read)],
        };
    }

    private static ServerPrincipal[] Local(string prefix) =>
    [
        Make("local-admin", "local-admin-secret", prefix + "local-admin", null, [Path.Combine(AppContext.BaseDirectory, "policies", "local-admin.json")]),
        Make("local-reader", "local-reader-secret", prefix + "local-reader", null, [Path.Combine(AppContext.BaseDirectory, "policies", "local-reader.json")]),
    ];

    private static ServerPrincipal Read(IConfigurationSection section, string prefix, string contentRoot)
    {
        var id = Required(section, "AccessKeyId");
        return Make(
            id,
            Required(section, "SecretAccessKey"),
            section["Arn"] ?? prefix + id,
            section["BearerToken"],
            section.GetSection("PolicyFiles").GetChildren().Select(file => Path.Combine(contentRoot, file.Value ?? string.Empty)));
    }

    private static ServerPrincipal Make(string id, string secret, string arn, string? token, IEnumerable<string> policyFiles)
    {
        var principal = new ConnectivityPrincipal(arn);
        return new ServerPrincipal(
            principal,
            new AccessKey(id, secret, principal),
            token is null ? null : new BearerToken(token, principal),
            [.. policyFiles.Select(ReadPolicy)]);
    }

    private static PolicyDocument ReadPolicy(string path) =>
        PolicyDocument.TryParse(File.ReadAllText(path), out var document, out var error)
            ? document
            : throw new InvalidOperationException($"policy file `{path}`: {error.Message}");

    private static string Required(IConfigurationSection section, string key) =>
        section[key] is { Length: > 0 } value ? value : throw new InvalidOperationException($"{section.Path}:{key} is missing");

    private static IndexingConfiguration ReadIndexing(IConfigurationSection library)
    {
        var isOff = library["Indexing"] switch
        {
            null or "On" => false,
            "Off" => true,
            var other => throw new InvalidOperationException($"ThingConnectivity:Indexing is `{other}`, expected On or Off"),
        };
        return isOff
            ? IndexingConfiguration.Off
            : IndexingConfiguration.On with { IncludesSocketInformation = library.GetValue("IncludeSocketInformation", true) };
    }

    private static string? ReadDialect(string? dialect) => dialect is null || LifecycleDialects.All.Contains(dialect)
        ? dialect
        : throw new InvalidOperationException($"Ingest:Stdin is `{dialect}`, expected one of {string.Join(", ", LifecycleDialects.All)}");

    private static int? ReadNumber(IConfiguration section, string key, int from, int to)
    {
        if (section[key] is not { } text) return null;
        return int.TryParse(text, out var number) && number >= from && number <= to
            ? number
            : throw new InvalidOperationException($"{key} is `{text}`, expected a number from {from} to {to}");
    }
}
