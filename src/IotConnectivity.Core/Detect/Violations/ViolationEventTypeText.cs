namespace IotConnectivity.Detect.Violations;

/// <summary>The words of AWS IoT for what happens to violations.</summary>
public static class ViolationEventTypeText
{
    /// <summary>Gets the wire text, for example <c>in-alarm</c>.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is not one of the types.</exception>
    public static string ToText(this ViolationEventType type) => type switch
    {
        ViolationEventType.InAlarm => "in-alarm",
        ViolationEventType.AlarmCleared => "alarm-cleared",
        ViolationEventType.AlarmInvalidated => "alarm-invalidated",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "there is no such type"),
    };
}
