using System.Buffers;
using System.Text;
using System.Text.Json;
using IotConnectivity.Detect.Violations;

namespace IotConnectivity.Detect.Alerts;

/// <summary>Writes the message of an alert: the members and the order of the published samples, times in milliseconds.</summary>
/// <remarks>
/// The numbers of values in a row are always there, 1 where the profile says nothing, since readers of AWS's messages may rely on them. What the samples do not have (verification,
/// suppression) is left out.
/// </remarks>
internal static class AlertMessage
{
    internal static string Write(ViolationEvent told)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("violationEventTime", told.Time.ToUnixTimeMilliseconds());
            json.WriteString("thingName", told.ThingName);
            Write(json, told.Behavior);
            json.WriteString("violationEventType", told.Type.ToText());
            if (told.Value is { } value) Write(json, "metricValue", value);
            json.WriteString("violationId", told.ViolationId);
            json.WriteString("securityProfileName", told.ProfileName);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, Behavior behavior)
    {
        json.WriteStartObject("behavior");
        if (behavior.Criteria is { } criteria)
        {
            json.WriteStartObject("criteria");
            json.WriteNumber("consecutiveDatapointsToClear", criteria.ConsecutiveDatapointsToClear ?? 1);
            if (criteria.Value is { } value) Write(json, "value", value);
            json.WriteNumber("consecutiveDatapointsToAlarm", criteria.ConsecutiveDatapointsToAlarm ?? 1);
            if (criteria.DurationSeconds is { } seconds) json.WriteNumber("durationSeconds", seconds);
            if (criteria.ComparisonOperator is { } comparison) json.WriteString("comparisonOperator", comparison);
            json.WriteEndObject();
        }

        json.WriteString("name", behavior.Name);
        if (behavior.Metric is { } metric) json.WriteString("metric", metric);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, MetricValue value)
    {
        json.WriteStartObject(name);
        if (value.Count is { } count) json.WriteNumber("count", count);
        if (value.Number is { } number) json.WriteNumber("number", number);
        WriteAll(json, "cidrs", value.Cidrs, static (json, cidr) => json.WriteStringValue(cidr));
        WriteAll(json, "ports", value.Ports, static (json, port) => json.WriteNumberValue(port));
        WriteAll(json, "numbers", value.Numbers, static (json, one) => json.WriteNumberValue(one));
        WriteAll(json, "strings", value.Strings, static (json, text) => json.WriteStringValue(text));
        json.WriteEndObject();
    }

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IReadOnlyList<T>? values, Action<Utf8JsonWriter, T> write)
    {
        if (values is null) return;
        json.WriteStartArray(name);
        foreach (var value in values) write(json, value);
        json.WriteEndArray();
    }
}
