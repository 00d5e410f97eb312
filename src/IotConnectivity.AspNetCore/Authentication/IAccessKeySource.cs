namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Finds access keys; a host supplies one where keys do not come from configuration.</summary>
public interface IAccessKeySource
{
    /// <summary>Finds an access key by its id.</summary>
    /// <param name="accessKeyId">The id as the request has it: not yet trusted, up to 16 KiB long. Valid during the call only.</param>
    /// <returns>The key, the same instance as long as it is unchanged; <see langword="null"/> when there is none.</returns>
    /// <remarks>
    /// Called on the request's thread for each signed request, by many threads at once: answer from memory, in a time that does not tell known from unknown
    /// ids. An exception fails the request with 500.
    /// </remarks>
    AccessKey? Find(ReadOnlySpan<char> accessKeyId);
}
