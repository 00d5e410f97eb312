using System.Security.Cryptography;
using System.Text;
using IotConnectivity.Detect.Violations;

namespace IotConnectivity.Detect.Alerts;

/// <summary>What somebody is told when a violation begins or ends. Immutable; any thread.</summary>
public sealed class Alert
{
    private string? _message;

    /// <summary>Makes an alert. Only tests of targets need to.</summary>
    /// <param name="topicArn">Where it goes.</param>
    /// <param name="violationEvent">What it tells.</param>
    /// <param name="publishedAt">When it was put into the outbox.</param>
    public Alert(string topicArn, ViolationEvent violationEvent, DateTimeOffset publishedAt)
    {
        ArgumentNullException.ThrowIfNull(topicArn);
        ArgumentNullException.ThrowIfNull(violationEvent);
        TopicArn = topicArn;
        Event = violationEvent;
        PublishedAt = publishedAt;
        Id = IdOf(violationEvent);
    }

    /// <summary>Gets its id: a UUID that depends on the violation and on what happened to it, so a repeat has the same, also after a restart.</summary>
    /// <remarks>An alert may come more than once. Whoever minds remembers the ids.</remarks>
    public string Id { get; }

    /// <summary>Gets the ARN of the SNS topic, or of whatever the program has configured under it.</summary>
    public string TopicArn { get; }

    /// <summary>Gets what it tells.</summary>
    public ViolationEvent Event { get; }

    /// <summary>Gets when it was put into the outbox.</summary>
    public DateTimeOffset PublishedAt { get; }

    /// <summary>Gets the message as AWS IoT Device Defender publishes it: JSON with times in milliseconds.</summary>
    public string Message => _message ??= AlertMessage.Write(Event);

    // A UUID of version 8, RFC 9562: its content is the maker's business.
    private static string IdOf(ViolationEvent told)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{told.ViolationId}/{told.Type.ToText()}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true).ToString("D");
    }
}
