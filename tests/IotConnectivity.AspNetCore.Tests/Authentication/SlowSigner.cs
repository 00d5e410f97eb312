using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Signature Version 4 written a second time, from the specification, with strings and lists: what the verifier is compared with.</summary>
internal sealed record SlowSigner(string KeyId, string Secret, string Region, string Service)
{
    public static SlowSigner Example { get; } = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "iot");

    public bool Normalizes { get; init; } = true;

    public string ScopeOf(string timestamp) => $"{timestamp[..8]}/{Region}/{Service}/aws4_request";

    /// <summary>Adds x-amz-date, the token and the Authorization header.</summary>
    public TestRequest SignInHeader(TestRequest request, string timestamp, string? token = null, params string[] unsigned)
    {
        var dated = request.With("X-Amz-Date", timestamp);
        if (token is not null) dated = dated.With("X-Amz-Security-Token", token);
        var names = dated.Headers.Select(header => header.Name.ToLowerInvariant()).Except(unsigned).Distinct().Order(StringComparer.Ordinal).ToArray();
        var signature = Sign(dated, names, timestamp);
        return dated.With(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={KeyId}/{ScopeOf(timestamp)}, SignedHeaders={string.Join(';', names)}, Signature={signature}");
    }

    /// <summary>Adds the X-Amz- parameters to the query.</summary>
    public TestRequest SignInQuery(TestRequest request, string timestamp, int expires = 300, string? token = null)
    {
        var names = request.Headers.Select(header => header.Name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal).ToArray();
        var credential = Encode($"{KeyId}/{ScopeOf(timestamp)}", slash: false);
        var parameters = $"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date={timestamp}"
            + $"&X-Amz-SignedHeaders={Encode(string.Join(';', names), slash: false)}&X-Amz-Expires={expires.ToString(CultureInfo.InvariantCulture)}";
        if (token is not null) parameters += $"&X-Amz-Security-Token={Encode(token, slash: false)}";
        var presigned = request with { Target = request.Target + (request.Target.Contains('?') ? "&" : "?") + parameters };
        return presigned with { Target = presigned.Target + "&X-Amz-Signature=" + Sign(presigned, names, timestamp) };
    }

    public string Sign(TestRequest request, IReadOnlyList<string> names, string timestamp)
    {
        var stringToSign = $"AWS4-HMAC-SHA256\n{timestamp}\n{ScopeOf(timestamp)}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(request, names))))}";
        return Hex(Mac(SigningKey(timestamp[..8]), stringToSign));
    }

    public byte[] SigningKey(string day) =>
        Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes("AWS4" + Secret), day), Region), Service), "aws4_request");

    public string Canonical(TestRequest request, IReadOnlyList<string> names)
    {
        var mark = request.Target.IndexOf('?');
        var path = mark < 0 ? request.Target : request.Target[..mark];
        var query = mark < 0 ? string.Empty : request.Target[(mark + 1)..];
        var lines = names.Select(name => name + ":" + string.Join(',', request.Headers
            .Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(header => string.Join(' ', header.Value.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)))) + "\n");
        return string.Join('\n',
            request.Method, Encode(Normalizes ? Normalize(path) : path, slash: true), CanonicalQueryOf(query), string.Concat(lines),
            string.Join(';', names), Hex(SHA256.HashData(request.Body)));
    }

    public static string CanonicalQueryOf(string query)
    {
        var pairs = new List<(string Name, string Value)>();
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var cut = part.Split('=', 2);
            if (cut[0] == "X-Amz-Signature") continue;
            pairs.Add((EncodeBytes(Decode(cut[0]), slash: false), EncodeBytes(Decode(cut.Length == 2 ? cut[1] : string.Empty), slash: false)));
        }

        return string.Join('&', pairs.OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => pair.Name + "=" + pair.Value));
    }

    private static string Normalize(string path)
    {
        var kept = new Stack<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment == ".." && kept.Count > 0) kept.Pop();
            if (segment is not ("" or "." or "..")) kept.Push(segment);
        }

        return "/" + string.Join('/', kept.Reverse()) + (kept.Count > 0 && path.EndsWith('/') ? "/" : string.Empty);
    }

    private static byte[] Decode(string text)
    {
        var bytes = new List<byte>();
        var utf8 = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] == '%')
            {
                bytes.Add(byte.Parse(Encoding.ASCII.GetString(utf8, i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 2;
            }
            else
            {
                bytes.Add(utf8[i]);
            }
        }

        return [.. bytes];
    }

    private static string Encode(string text, bool slash) => EncodeBytes(Encoding.UTF8.GetBytes(text), slash);

    private static string EncodeBytes(byte[] bytes, bool slash) =>
        string.Concat(bytes.Select(b => char.IsAsciiLetterOrDigit((char)b) || "-._~".Contains((char)b) || (slash && b == '/')
            ? ((char)b).ToString()
            : "%" + b.ToString("X2", CultureInfo.InvariantCulture)));

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => string.Concat(bytes.Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
}
