using System.Globalization;
using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.History;

/// <summary>What the operations on the past of one thing have in common.</summary>
internal static class HistoryOperation
{
    private static readonly string[] IsoForms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    private static readonly AwsError CannotRead = new(AwsErrorCode.ServiceUnavailable, "the history cannot be read at this moment, try again");

    private static readonly AwsError BadToken = new(AwsErrorCode.InvalidRequest, "the next token is not one that a page of history gave");

    /// <summary>Checks the thing and the caller, asks, and answers.</summary>
    /// <typeparam name="T">What the history answers.</typeparam>
    /// <param name="http">The request.</param>
    /// <param name="gate">Who may ask.</param>
    /// <param name="action">The action for policies.</param>
    /// <param name="violations">What is wrong with the query.</param>
    /// <param name="ask">Asks for the thing of this name; <see langword="null"/> says that it is not registered.</param>
    /// <param name="write">Writes the answer.</param>
    public static async Task AnswerAsync<T>(
        HttpContext http, ApiGate gate, string action, ConstraintViolations violations, Func<string, Task<T?>> ask, Action<string, T> write)
        where T : class
    {
        var error = ThingOperation.Admit(http, gate, action, violations);
        if (error is null)
        {
            var thingName = ThingOperation.NameOf(http);
            try
            {
                if (await ask(thingName).ConfigureAwait(false) is { } answer) write(thingName, answer);
                else error = new AwsError(AwsErrorCode.ResourceNotFound, $"Thing {thingName} does not exist");
            }
            catch (Exception exception) when (exception is StoreException or ObjectDisposedException)
            {
                error = CannotRead;
            }
            catch (ArgumentException)
            {
                // Everything else is checked before.
                error = BadToken;
            }
        }

        if (error is not null) await AwsErrorWriter.WriteAsync(http, error).ConfigureAwait(false);
    }

    /// <summary>Reads <c>from</c> and <c>to</c>; without them the range is everything.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) ReadRange(HttpContext http, DateTimeOffset now, ConstraintViolations violations)
    {
        var from = ReadTime(http, "from", violations) ?? DateTimeOffset.UnixEpoch;
        var to = ReadTime(http, "to", violations) ?? (now > from ? now : from);
        if (to < from) violations.Add(http.Request.Query["to"].ToString(), "to", "Member must not be before from");
        return (from, to);
    }

    /// <summary>Reads a moment: seconds since 1970-01-01T00:00Z with an optional fraction, or ISO 8601 with an offset.</summary>
    public static DateTimeOffset? ReadTime(HttpContext http, string name, ConstraintViolations violations)
    {
        var text = http.Request.Query[name].ToString();
        if (text.Length == 0) return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            if (seconds <= LifecycleLimits.MaxTimestampMs / 1000m) return DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
        }
        else if (DateTimeOffset.TryParseExact(text, IsoForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time >= DateTimeOffset.UnixEpoch)
        {
            return time;
        }

        violations.Add(text, name, "Member must be seconds since 1970-01-01T00:00:00Z, or a time such as 2026-01-31T12:00:00Z");
        return null;
    }
}
