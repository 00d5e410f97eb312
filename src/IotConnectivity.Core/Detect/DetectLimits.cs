namespace IotConnectivity.Detect;

/// <summary>The limits of security profiles.</summary>
/// <remarks>Source: AWS IoT Device Defender, "Limits", and AWS IoT API Reference, unless a member says otherwise.</remarks>
public static class DetectLimits
{
    /// <summary>The most behaviours of one security profile.</summary>
    public const int MaxBehaviors = 100;

    /// <summary>The most security profiles of one target.</summary>
    public const int MaxProfilesOfTarget = 5;

    /// <summary>The most values that the behaviours of one security profile compare with, all together: a count is one, a list as many as it holds.</summary>
    public const int MaxValueElements = 1000;

    /// <summary>The longest description of a security profile, in characters.</summary>
    public const int MaxDescriptionLength = 1000;

    /// <summary>The most values in a row that an alarm, or its end, can wait for.</summary>
    public const int MaxConsecutiveDatapoints = 10;

    /// <summary>The most mitigation actions of one security profile; as many as one task of AWS IoT has.</summary>
    public const int MaxMitigationActions = 5;

    /// <summary>The longest name of a mitigation action, in characters.</summary>
    public const int MaxActionNameLength = 128;

    /// <summary>The shortest ARN of a role, in characters.</summary>
    public const int MinRoleArnLength = 20;

    /// <summary>The longest ARN of a role or a topic, in characters.</summary>
    public const int MaxArnLength = 2048;

    /// <summary>The longest time that a thing can be allowed to be away, in minutes: 4083 years. AWS documents no limit; this one keeps every moment in the range of a date.</summary>
    public const int MaxMinutes = int.MaxValue;
}
