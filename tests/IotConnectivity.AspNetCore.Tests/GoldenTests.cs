namespace IotConnectivity.AspNetCore;

/// <summary>What a program that speaks with AWS IoT sees, operation by operation: the pairs of <c>Golden/</c>, with a token and with a signature.</summary>
public class GoldenTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var file in GoldenCase.Files)
            {
                foreach (var one in GoldenCase.Read(file)) cases.Add(file, one.Name);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Request_OfTheGoldenFile_IsAnsweredToTheLetter(string file, string name)
    {
        var one = GoldenCase.Read(file).Single(one => one.Name == name);

        await RunAsync(one, static (host, request) => host.SendAsync(request, ApiHost.AdminToken));
        await RunAsync(one, static (host, request) => host.SendSignedAsync(request));
    }

    private static async Task RunAsync(GoldenCase one, Func<ApiHost, ApiRequest, Task<ApiResponse>> send)
    {
        await using var host = await ApiHost.StartAsync();
        foreach (var request in one.Given)
        {
            var prepared = await send(host, request);
            Assert.True(prepared.Status == 200, $"{request}: {prepared}");
        }

        var response = await send(host, one.When);

        Assert.Equal((one.Status, one.Error, one.Body.Length == 0 ? null : "application/json", one.Body), (response.Status, response.Error, response.ContentType, response.Body));
        Assert.True(Guid.TryParseExact(response.RequestId, "D", out _));
    }
}
