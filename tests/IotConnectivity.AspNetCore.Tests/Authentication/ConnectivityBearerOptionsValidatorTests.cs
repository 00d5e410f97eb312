using Microsoft.Extensions.Options;

namespace IotConnectivity.AspNetCore.Authentication;

public class ConnectivityBearerOptionsValidatorTests
{
    private const string Token = "token-0123456789-a";

    private static readonly ConnectivityPrincipal Bob = new("arn:aws:iam::123456789012:user/bob");

    [Fact]
    public void Validate_NoTokens_Succeeds() => Assert.True(Validate().Succeeded);

    [Fact]
    public void Validate_SeveralTokensOfOnePrincipal_Succeeds() =>
        Assert.True(Validate(new BearerToken(Token, Bob), new BearerToken(Token + "b", Bob)).Succeeded);

    [Fact]
    public void Validate_EverythingWrong_ReportsAllFaultsWithoutTheTokens()
    {
        var result = Validate(new BearerToken(Token, Example.Alice), null!, new BearerToken(Token, Bob), new BearerToken(Token, Bob));

        Assert.Equal(
            [
                "Tokens[1] is null, expected a token",
                "Tokens[2], of `arn:aws:iam::123456789012:user/bob`, is there twice, expected each token once",
                "Tokens[3], of `arn:aws:iam::123456789012:user/bob`, is there twice, expected each token once",
            ],
            result.Failures);
    }

    [Fact]
    public async Task Start_TokenOfTwoPrincipals_IsRefused()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ApiHost.StartAsync(new ApiHostSetup { Tokens = [new BearerToken(ApiHost.AdminToken, Bob)] }));

        Assert.Equal(["Tokens[2], of `arn:aws:iam::123456789012:user/bob`, is there twice, expected each token once"], exception.Failures);
    }

    private static ValidateOptionsResult Validate(params BearerToken[] tokens)
    {
        var options = new ConnectivityBearerOptions();
        foreach (var token in tokens) options.Tokens.Add(token);
        return new ConnectivityBearerOptionsValidator().Validate(null, options);
    }
}
