using System.Text.Json.Nodes;

namespace IotConnectivity.AspNetCore;

/// <summary>Policy documents of one or two statements.</summary>
internal static class Policy
{
    public const string Things = "arn:aws:iot:us-east-1:123456789012:thing/";
    public const string Types = "arn:aws:iot:us-east-1:123456789012:thingtype/";
    public const string Groups = "arn:aws:iot:us-east-1:123456789012:thinggroup/";
    public const string Profiles = "arn:aws:iot:us-east-1:123456789012:securityprofile/";
    public const string Actions = "arn:aws:iot:us-east-1:123456789012:mitigationaction/";
    public const string Indexes = "arn:aws:iot:us-east-1:123456789012:index/";
    public const string Clients = "arn:aws:iot:us-east-1:123456789012:client/";

    public static string Allow(string action, string resource = "*") => Of(Statement("Allow", action, resource));

    /// <summary>Allows an action under a condition written as in a policy, for example <c>{"Bool":{"aws:SecureTransport":"true"}}</c>.</summary>
    public static string AllowWhen(string action, string condition)
    {
        var statement = Statement("Allow", action, "*");
        statement["Condition"] = JsonNode.Parse(condition);
        return Of(statement);
    }

    public static string AllowAllBut(string action, string resource = "*") => Of(Statement("Allow", "*", "*"), Statement("Deny", action, resource));

    private static JsonObject Statement(string effect, string action, string resource) =>
        new() { ["Effect"] = effect, ["Action"] = action, ["Resource"] = resource };

    private static string Of(params JsonNode[] statements) =>
        new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statements) }.ToJsonString();
}
