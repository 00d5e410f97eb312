using System.Globalization;

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
        string? violation = null;
        foreach (var request in one.Given)
        {
            if (request.Method == "ADVANCE")
            {
                host.Clock.Advance(TimeSpan.FromSeconds(int.Parse(request.Target, CultureInfo.InvariantCulture)));
                continue;
            }

            var prepared = await ApiHost.SendUntilAsync(Fill(request, violation), filled => send(host, filled));
            Assert.True(prepared.Status == 200, $"{request}: {prepared}");
            violation = prepared.ViolationId ?? violation;
        }

        var response = await ApiHost.SendUntilAsync(Fill(one.When, violation), filled => send(host, filled));

        Assert.Equal((one.Status, one.Error, one.Body.Length == 0 ? null : "application/json", one.Body), (response.Status, response.Error, response.ContentType, response.Body));
        Assert.True(Guid.TryParseExact(response.RequestId, "D", out _));
    }

    private static ApiRequest Fill(ApiRequest request, string? violation) => violation is null
        ? request
        : new ApiRequest(request.Method, Put(request.Target, violation), request.Body is null ? null : Put(request.Body, violation)) { ContentType = request.ContentType, Until = request.Until };

    private static string Put(string text, string violation) => text.Replace(ApiResponse.AnyViolation, violation, StringComparison.Ordinal);
}
