using IotConnectivity.DependencyInjection;

namespace ConnectivityServer;

/// <summary>Where the alerts of a topic go: to a webhook, or to Amazon SNS or a stand-in of it.</summary>
internal sealed record AlertTopic(string Key, string Arn, Uri? Webhook, Uri? SnsEndpoint)
{
    public static AlertTopic Read(IConfigurationSection section)
    {
        var arn = section["Arn"] is { Length: > 0 } given ? given : throw new InvalidOperationException($"{section.Path}:Arn is missing");
        return (section["Endpoint"], section["Sns"]) switch
        {
            ({ } endpoint, null) => new AlertTopic(section.Path, arn, ReadAddress(section, "Endpoint", endpoint), null),
            (null, "aws") => new AlertTopic(section.Path, arn, null, null),
            (null, { } sns) => new AlertTopic(section.Path, arn, null, ReadAddress(section, "Sns", sns)),
            _ => throw new InvalidOperationException($"{section.Path} has no target or two, expected one of Endpoint and Sns"),
        };
    }

    public void AddTo(ThingConnectivityBuilder connectivity)
    {
        try
        {
            if (Webhook is not null) connectivity.AddAlertWebhook(Arn, Webhook);
            else connectivity.AddSnsAlerts(Arn, options => options.Endpoint = SnsEndpoint);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException($"{Key}: {exception.Message}", exception);
        }
    }

    // Without the text: it may hold a secret.
    private static Uri ReadAddress(IConfigurationSection section, string key, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new InvalidOperationException($"{section.Path}:{key} is not an absolute http or https address");
}
