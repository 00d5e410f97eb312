namespace IotConnectivity.Policies;

/// <summary>How large policy texts and requests may be. Checked before work is spent on them.</summary>
public static class PolicyLimits
{
    /// <summary>The longest document, in characters, white space included.</summary>
    /// <remarks>The maximum of the policy document parameter in the IAM API model 2010-05-08.</remarks>
    public const int MaxDocumentCharacters = 131_072;

    /// <summary>How deep objects and lists may be nested. The grammar needs 6.</summary>
    public const int MaxDepth = 8;

    /// <summary>The most statements in one document.</summary>
    public const int MaxStatements = 1_000;

    /// <summary>The most actions, resources or values of one condition key in one list.</summary>
    public const int MaxListLength = 1_000;

    /// <summary>The longest text inside a document, in characters. AWS gives no ARN more than 2048.</summary>
    public const int MaxTextLength = 2_048;

    /// <summary>The longest run of characters between two <c>*</c> that may contain <c>?</c>; it keeps matching linear.</summary>
    public const int MaxQuestionMarkRun = 64;

    /// <summary>The longest action of a request, in characters.</summary>
    public const int MaxActionLength = 128;

    /// <summary>For how many different actions an authorizer keeps a prepared plan; further ones are judged statement by statement.</summary>
    public const int MaxPreparedActions = 128;
}
