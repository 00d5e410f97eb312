namespace IotConnectivity.Policies.Ast;

/// <summary>The edition of the policy language that a document asks for.</summary>
internal enum PolicyVersion
{
    /// <summary>Also the meaning of a missing version: <c>${…}</c> is plain text.</summary>
    V2008 = 0,

    /// <summary>The edition with policy variables.</summary>
    V2012 = 1,
}

internal static class PolicyVersionText
{
    internal const string V2008 = "2008-10-17";
    internal const string V2012 = "2012-10-17";

    internal static string ToText(this PolicyVersion version) => version == PolicyVersion.V2012 ? V2012 : V2008;
}
