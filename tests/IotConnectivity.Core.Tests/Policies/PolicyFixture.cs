using System.Globalization;

namespace IotConnectivity.Policies;

/// <summary>Short forms of documents, contexts and requests, so that a test shows only what it is about.</summary>
internal static class PolicyFixture
{
    internal const string GetConnectivity = "iot:GetThingConnectivityData";
    internal const string Thing = "arn:aws:iot:us-east-1:123456789012:thing/lamp";

    internal static DateTimeOffset Now { get; } = DateTimeOffset.Parse("2026-03-01T12:00:00Z", CultureInfo.InvariantCulture);

    internal static string Document(params string[] statements) =>
        $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""";

    internal static PolicyAuthorizer Authorizer(params string[] statements) => new([PolicyDocument.Parse(Document(statements))]);

    internal static string Allow(string resource = "*", string action = "*") =>
        $$"""{"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}"}""";

    internal static string Deny(string resource = "*", string action = "*") =>
        $$"""{"Effect":"Deny","Action":"{{action}}","Resource":"{{resource}}"}""";

    /// <summary>A statement for everything under a condition block.</summary>
    internal static string Conditional(string conditions, string effect = "Allow") =>
        $$"""{"Effect":"{{effect}}","Action":"*","Resource":"*","Condition":{{conditions}}}""";

    internal static AuthorizationResult Ask(
        this PolicyAuthorizer authorizer, string resource = Thing, string context = "", string action = GetConnectivity, DateTimeOffset? now = null) =>
        authorizer.Authorize(new AuthorizationRequest(action, resource, Context(context), now ?? Now));

    /// <summary>Says whether a condition block holds in a context.</summary>
    internal static bool Holds(string conditions, string context, DateTimeOffset? now = null) =>
        Authorizer(Conditional(conditions)).Ask(context: context, now: now).IsAllowed;

    /// <summary>Reads <c>key=value; key=[value,value]; key=[]</c>.</summary>
    internal static RequestContext Context(string text)
    {
        var context = RequestContext.Empty;
        foreach (var fact in text.Split("; ", StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = fact.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = (fact[..equals], fact[(equals + 1)..]);
            if (value is not ['[', .., ']']) context = context.With(key, value);
            else context = context.WithValues(key, value == "[]" ? [] : value[1..^1].Split(','));
        }

        return context;
    }
}
