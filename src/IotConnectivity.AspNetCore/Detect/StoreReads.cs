using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Storage;

namespace IotConnectivity.AspNetCore.Detect;

/// <summary>Makes errors of what can go wrong with a list that is read from the store.</summary>
internal static class StoreReads
{
    private static readonly AwsError CannotRead = new(AwsErrorCode.ServiceUnavailable, "the store cannot be read at this moment, try again");

    private static readonly AwsError BadToken = new(AwsErrorCode.InvalidRequest, "the next token is not one that this list gave");

    /// <summary>Reads. Everything but the token must have been checked before.</summary>
    /// <returns>What <paramref name="read"/> returns, or why nothing could be read.</returns>
    public static async Task<AwsError?> TryAsync(Func<Task<AwsError?>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StoreException or ObjectDisposedException)
        {
            return CannotRead;
        }
        catch (ArgumentException)
        {
            return BadToken;
        }
    }
}
