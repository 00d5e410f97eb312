using System.Text;
using System.Text.Json;
using IotConnectivity.AspNetCore.Authentication;

namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>How large a body, a line and the list of what was rejected may be.</summary>
public class IngestBodyTests
{
    private const string OneApplied = """{"applied":1,"stale":0,"duplicate":0,"ignored":0,"rejected":[]}""";

    [Theory]
    [InlineData(SigV4Limits.MaxBodyBytesInMemory)]
    [InlineData(SigV4Limits.MaxBodyBytesInMemory + 1)]
    [InlineData(SigV4Limits.MaxBodyBytes)]
    public async Task SignedBody_UpToTheLimit_IsTakenInAsAWhole(long length)
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a");

        var response = await host.SendSignedAsync(new ApiRequest("POST", "/lifecycle-events") { Bytes = BodyOf(length) });

        response.AssertOk(OneApplied);
    }

    [Fact]
    public async Task SignedBody_PastTheLimit_IsRefusedUnread()
    {
        await using var host = await ApiHost.StartAsync();
        var request = SlowSigner.Example.SignInHeader(TestRequest.To("POST", "/lifecycle-events", host.Address.Authority), Example.Timestamp);

        using var message = new HttpRequestMessage(HttpMethod.Post, host.AddressOf("/lifecycle-events")) { Content = new UnsentContent(SigV4Limits.MaxBodyBytes + 1) };
        message.Headers.ExpectContinue = true;
        foreach (var (name, value) in request.Headers) message.Headers.TryAddWithoutValidation(name, value);
        var response = await host.SendAsync(message);

        response.AssertError(413, "RequestEntityTooLargeException", "Request size exceeded 67108864 bytes");
    }

    [Theory]
    [InlineData("NOBODY", "UnrecognizedClientException")]
    [InlineData("AKIDEXAMPLE", "InvalidSignatureException")]
    public async Task SignedBody_LargeWithItsHashDeclared_IsRefusedUnreadWhenTheSignatureIsWrong(string keyId, string error)
    {
        await using var host = await ApiHost.StartAsync();
        var stranger = new SlowSigner(keyId, "not-the-secret", "us-east-1", "iot");
        var request = stranger.SignInHeader(
            TestRequest.To("POST", "/lifecycle-events", host.Address.Authority).With("x-amz-content-sha256", new string('0', 64)), Example.Timestamp);

        // The client waits for the server to want the body; the server answers without wanting it.
        using var message = new HttpRequestMessage(HttpMethod.Post, host.AddressOf("/lifecycle-events")) { Content = new UnsentContent(SigV4Limits.MaxBodyBytes) };
        message.Headers.ExpectContinue = true;
        foreach (var (name, value) in request.Headers) message.Headers.TryAddWithoutValidation(name, value);
        var response = await host.SendAsync(message);

        Assert.Equal((403, error), (response.Status, response.Error));
    }

    [Fact]
    public async Task SignedBody_ChangedOnTheWay_IsNotTakenIn()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a");
        var signed = SlowSigner.Example.SignInHeader(
            TestRequest.To("POST", "/lifecycle-events", host.Address.Authority).WithBody(new string(' ', 100_000)), Example.Timestamp);

        using var message = new HttpRequestMessage(HttpMethod.Post, host.AddressOf("/lifecycle-events")) { Content = new ByteArrayContent(BodyOf(100_000)) };
        foreach (var (name, value) in signed.Headers) message.Headers.TryAddWithoutValidation(name, value);
        var response = await host.SendAsync(message);

        Assert.Equal((403, "InvalidSignatureException"), (response.Status, response.Error));
        Assert.Equal("""{"thingName":"a","connected":false,"disconnectReason":"UNKNOWN"}""", (await host.SendAsync("POST", "/things/a/connectivity-data")).Body);
    }

    [Theory]
    [InlineData(64 * 1024, true)]
    [InlineData((64 * 1024) + 1, false)]
    public async Task Line_AtItsLongest_IsTakenIn(int length, bool isTaken)
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a", "b");
        var line = Event.Connected("a").TrimEnd('\n').PadRight(length);

        var response = await host.SendAsync(new ApiRequest("POST", "/lifecycle-events", $"{line}\n{Event.Connected("b")}") { ContentType = "application/x-ndjson" }, ApiHost.AdminToken);

        response.AssertOk(isTaken
            ? """{"applied":2,"stale":0,"duplicate":0,"ignored":0,"rejected":[]}"""
            : """{"applied":1,"stale":0,"duplicate":0,"ignored":0,"rejected":[{"line":1,"error":"the event goes on at byte 65536, expected at most 65536 bytes"}]}""");
    }

    [Theory]
    [InlineData(1000, null)]
    [InlineData(1001, 1001)]
    [InlineData(2500, 2500)]
    public async Task RejectedLines_PastAThousand_AreOnlyCounted(int count, int? told)
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a");

        var response = await host.SendAsync("POST", "/lifecycle-events", string.Concat(Enumerable.Repeat("x\n", count)) + Event.Connected("a"));

        using var answer = JsonDocument.Parse(response.Body);
        var rejected = answer.RootElement.GetProperty("rejected").EnumerateArray().Select(one => one.GetProperty("line").GetInt32());
        Assert.Equal(Enumerable.Range(1, 1000), rejected);
        Assert.Equal(1, answer.RootElement.GetProperty("applied").GetInt32());
        Assert.Equal(told, answer.RootElement.TryGetProperty("rejectedCount", out var number) ? number.GetInt32() : null);
    }

    /// <summary>One event, and blank lines up to a length.</summary>
    private static byte[] BodyOf(long length)
    {
        var body = new byte[length];
        body.AsSpan().Fill((byte)' ');
        for (var i = 60_000; i < body.Length; i += 60_000) body[i] = (byte)'\n';
        Encoding.UTF8.GetBytes(Event.Connected("a")).CopyTo(body, 0);
        return body;
    }

    /// <summary>A body that is announced; the server answers before it asks for it.</summary>
    private sealed class UnsentContent(long length) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            throw new InvalidOperationException("the server asked for a body that it should have refused");

        protected override bool TryComputeLength(out long announced)
        {
            announced = length;
            return true;
        }
    }
}
