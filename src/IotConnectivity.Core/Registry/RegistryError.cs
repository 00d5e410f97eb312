namespace IotConnectivity.Registry;

/// <summary>What kind of refusal a registry operation met.</summary>
public enum RegistryErrorCode
{
    /// <summary>A name, a value or a number of something is not allowed, or what is asked for goes against the state of a group, a type or a profile. AWS: <c>InvalidRequestException</c>.</summary>
    InvalidRequest = 1,

    /// <summary>There is no such thing, thing type, thing group or security profile. AWS: <c>ResourceNotFoundException</c>.</summary>
    NotFound = 2,

    /// <summary>The thing, type or group exists with another configuration, or the security profile exists. AWS: <c>ResourceAlreadyExistsException</c>.</summary>
    AlreadyExists = 3,

    /// <summary>The thing, group or profile has another version than the caller expected. AWS: <c>VersionConflictException</c>.</summary>
    VersionConflict = 4,

    /// <summary>Stored things are still being brought back. AWS: <c>ServiceUnavailableException</c>.</summary>
    NotReady = 5,

    /// <summary>There are as many as there may be; AWS's <c>LimitExceededException</c>.</summary>
    LimitExceeded = 6,
}

/// <summary>Why a registry operation was refused; nothing has changed.</summary>
/// <param name="Code">The kind of refusal.</param>
/// <param name="Message">What is wrong, with which value, and what was expected.</param>
public sealed record RegistryError(RegistryErrorCode Code, string Message);
