using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IotConnectivity.Benchmarks.Http;

/// <summary>Writes signed HTTP/1.1 requests as bytes, as the AWS SDK for .NET signs them.</summary>
internal sealed class SignedRequests(string host, string accessKeyId, string secret)
{
    private const string Region = "us-east-1";

    public byte[] Post(string path, string query, string contentType, ReadOnlySpan<byte> body)
    {
        var now = DateTime.UtcNow;
        var stamp = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{stamp[..8]}/{Region}/iot/aws4_request";
        var hash = Hex(SHA256.HashData(body));
        var canonical = $"POST\n{path}\n{query}\ncontent-type:{contentType}\nhost:{host}\nx-amz-content-sha256:{hash}\nx-amz-date:{stamp}\n\ncontent-type;host;x-amz-content-sha256;x-amz-date\n{hash}";
        var text = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Sign(Sign(Sign(Sign(Encoding.UTF8.GetBytes("AWS4" + secret), stamp[..8]), Region), "iot"), "aws4_request");
        var head = $"POST {path}{(query.Length > 0 ? "?" : "")}{query} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n"
            + $"X-Amz-Content-Sha256: {hash}\r\nX-Amz-Date: {stamp}\r\n"
            + $"Authorization: AWS4-HMAC-SHA256 Credential={accessKeyId}/{scope}, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature={Hex(Sign(key, text))}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private static byte[] Sign(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
