using System.Buffers;
using System.Text;
using System.Text.Json;

namespace IotConnectivity.Fleet.Violations;

/// <summary>Writes the <c>deviceDefender</c> part of a thing's document.</summary>
/// <remarks>Source: AWS IoT Developer Guide, "Managing fleet indexing", managed fields.</remarks>
internal static class ViolationDocument
{
    private const string Empty = """{"violationCount":0}""";

    /// <summary>Writes it as JSON.</summary>
    /// <param name="violations">The violations; <see langword="null"/> when nothing is known of any.</param>
    /// <param name="nowMs">The moment until which violations go on, in milliseconds since 1970-01-01T00:00Z.</param>
    internal static string Write(ThingViolations? violations, long nowMs)
    {
        if (violations is null) return Empty;
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("violationCount", violations.Count);
            WriteProfiles(json, violations, nowMs);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void WriteProfiles(Utf8JsonWriter json, ThingViolations violations, long nowMs)
    {
        string? profile = null;
        foreach (var violation in violations.All)
        {
            if (violation.Profile != profile)
            {
                if (profile is not null) json.WriteEndObject();
                json.WriteStartObject(profile = violation.Profile);
            }

            Write(json, violation, violation.Last(nowMs));
        }

        if (profile is not null) json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, BehaviorViolation violation, LastViolation last)
    {
        json.WriteStartObject(violation.Behavior);
        json.WriteString("metricName", violation.Metric);
        json.WriteNumber("lastViolationTime", last.TimeMs);
        json.WriteStartObject("lastViolationValue");
        if (last.Count is { } count) json.WriteNumber("count", count);
        if (last.Cidrs is { } cidrs)
        {
            json.WriteStartArray("cidrs");
            foreach (var cidr in cidrs) json.WriteStringValue(cidr);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteBoolean("inViolation", violation.InViolation);
        json.WriteEndObject();
    }
}
