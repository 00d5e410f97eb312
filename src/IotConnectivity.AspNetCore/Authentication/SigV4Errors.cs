using IotConnectivity.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>What a refused request is told, in AWS's words where they are known.</summary>
/// <remarks>
/// Texts are those of the IAM User Guide, "Troubleshoot signed requests for AWS APIs", and of live REST services. AWS puts the Authorization header behind
/// the text of an incomplete signature; that is left out here, since a signature and a key id have no business in somebody's logs.
/// </remarks>
internal static class SigV4Errors
{
    /// <summary>Whether IoT itself uses this name and wording is not documented; other REST front ends do.</summary>
    public static readonly AwsError MissingToken = new(AwsErrorCode.MissingAuthenticationToken, "Missing Authentication Token");

    /// <summary>AWS documents that both forms in one request are an error, not which one.</summary>
    public static readonly AwsError BothForms =
        Incomplete("AWS authentication requires either the Authorization header or the X-Amz- query-string parameters, not both.");

    public static readonly AwsError WrongSignature = InvalidSignature(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. "
        + "Consult the service documentation for details.");

    public static readonly AwsError UnknownClient = new(AwsErrorCode.UnrecognizedClient, "The security token included in the request is invalid.");

    public static readonly AwsError ExpiredToken = new(AwsErrorCode.ExpiredToken, "The security token included in the request is expired");

    public static readonly AwsError HostNotSigned = InvalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");

    public static readonly AwsError TooManyLargeBodies = new(
        AwsErrorCode.ServiceUnavailable, "too many large bodies are being read; sign x-amz-content-sha256, or try again");

    public static AwsError Incomplete(string message) => new(AwsErrorCode.IncompleteSignature, message);

    public static AwsError InvalidSignature(string message) => new(AwsErrorCode.InvalidSignature, message);

    public static AwsError UnknownAlgorithm(ReadOnlySpan<char> algorithm) => Incomplete($"Unsupported AWS 'algorithm': '{Quote(algorithm)}'.");

    public static AwsError HeaderNotSigned(string name) => InvalidSignature($"'{name}' must be a 'SignedHeader' in the AWS Authorization.");

    public static AwsError SignedHeaderMissing(ReadOnlySpan<char> name) => InvalidSignature($"'{Quote(name)}' is a 'SignedHeader' but not in the request.");

    public static AwsError BodyTooLarge(long maxBytes) => new(AwsErrorCode.RequestEntityTooLarge, $"Request size exceeded {maxBytes} bytes");

    public static AwsError Expired(in AmzDate date, long now, TimeSpan limit) => InvalidSignature(
        $"Signature expired: {AmzDate.ToText(date.UnixSeconds)} is now earlier than {Shift(now, -limit)} ({AmzDate.ToText(now)} - {Unit(limit)})");

    public static AwsError NotYetCurrent(in AmzDate date, long now, TimeSpan limit) => InvalidSignature(
        $"Signature not yet current: {AmzDate.ToText(date.UnixSeconds)} is still later than {Shift(now, limit)} ({AmzDate.ToText(now)} + {Unit(limit)})");

    /// <summary>Answers a caller who is known but was refused by the host's own authorization, which gave no reason.</summary>
    public static Task WriteForbiddenAsync(HttpContext context)
    {
        var caller = ConnectivityPrincipal.Find(context.User)?.Arn ?? "anonymous";
        return AwsErrorWriter.WriteAsync(context, new AwsError(AwsErrorCode.AccessDenied, $"User: {caller} is not authorized to access this resource"));
    }

    /// <summary>Shortens a caller's text and takes its control characters out, so that a message stays one line of a log.</summary>
    public static string Quote(ReadOnlySpan<char> text)
    {
        if (text.Length > SigV4Limits.MaxQuotedLength) text = text[..SigV4Limits.MaxQuotedLength];
        return string.Create(text.Length, text, static (quoted, source) =>
        {
            for (var i = 0; i < quoted.Length; i++) quoted[i] = char.IsControl(source[i]) ? '?' : source[i];
        });
    }

    private static string Shift(long now, TimeSpan by) => AmzDate.ToText(now + (long)by.TotalSeconds);

    private static string Unit(TimeSpan limit) =>
        limit.Ticks % TimeSpan.TicksPerMinute == 0 ? $"{limit.Ticks / TimeSpan.TicksPerMinute} min." : $"{limit.Ticks / TimeSpan.TicksPerSecond} sec.";
}
