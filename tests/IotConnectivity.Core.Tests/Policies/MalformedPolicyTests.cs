namespace IotConnectivity.Policies;

public class MalformedPolicyTests
{
    private const string AnyStatement = "\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"";

    public static TheoryData<string, string, string> Cases() => RepositoryFile.Cases("Policies", "malformed-policies.cases");

    [Theory]
    [MemberData(nameof(Cases))]
    public void TryParse_MalformedDocument_IsRefusedWithCodePathAndReason(string name, string json, string expected)
    {
        Assert.False(PolicyDocument.TryParse(json.Replace("~", AnyStatement, StringComparison.Ordinal), out var document, out var error), name);

        Assert.Null(document);
        Assert.Equal(expected, $"{error.Code} {error.Path} {error.Offset}: {error.Message}");
    }
}
