namespace IotConnectivity.Lifecycle;

/// <summary>What is wrong with an event that could not be read.</summary>
public enum LifecycleErrorCode
{
    /// <summary>The event or line is longer than <see cref="LifecycleLimits.MaxEventBytes"/>.</summary>
    TooLong = 1,

    /// <summary>Objects and arrays are nested deeper than <see cref="LifecycleLimits.MaxDepth"/>.</summary>
    TooDeep = 2,

    /// <summary>The text is not JSON, or not complete.</summary>
    Syntax = 3,

    /// <summary>The JSON is valid, but it is not an object.</summary>
    NotAnObject = 4,

    /// <summary>A member that is read stands in the object twice.</summary>
    DuplicateMember = 5,

    /// <summary>A member that every event needs is missing.</summary>
    MissingMember = 6,

    /// <summary>A member has another JSON type than it should.</summary>
    WrongType = 7,

    /// <summary>A number is outside the range of its member.</summary>
    OutOfRange = 8,

    /// <summary>A text is not valid UTF-8, has an escape that means no character, or is too long.</summary>
    InvalidText = 9,

    /// <summary>The client id is empty, too long, or has a character that MQTT forbids.</summary>
    InvalidClientId = 10,

    /// <summary>The event type is none of the known ones.</summary>
    UnknownEventType = 11,

    /// <summary>An address is neither IPv4 nor IPv6.</summary>
    InvalidAddress = 12,

    /// <summary>A log line begins like one about a client, but goes on in a way that no known version writes.</summary>
    UnknownLine = 13,
}
