using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>Which two snapshots a user can tell apart; only such changes are reported to those who watch.</summary>
public class VisibleDifferenceTests
{
    private static readonly Teller Keys = Teller.Keys;
    private static readonly LifecycleEvent Connect = Keys.Connect(0, "a", number: 1) with { SessionExpirySeconds = 5, SourcePort = 1, CleanSession = true };
    private static readonly LifecycleEvent End = Keys.End(5, "a", number: 1, since: 0);

    public static TheoryData<string> Names => new(Differences.Keys);

    private static Dictionary<string, (LifecycleEvent One, LifecycleEvent Other)> Differences => new(StringComparer.Ordinal)
    {
        ["source"] = (Connect, Connect with { Source = Teller.Timed.Source }),
        ["key"] = (Connect, Connect with { Connection = ConnectionKey.Create("b") }),
        ["number"] = (Connect, Connect with { Number = 2 }),
        ["connect time"] = (Connect, Connect with { TimestampMs = Connect.TimestampMs + 1 }),
        ["keep-alive"] = (Connect, Connect with { KeepAliveSeconds = 61 }),
        ["no keep-alive"] = (Connect with { KeepAliveSeconds = 0 }, Connect with { KeepAliveSeconds = null }),
        ["clean session"] = (Connect, Connect with { CleanSession = false }),
        ["session expiry"] = (Connect, Connect with { SessionExpirySeconds = 6 }),
        ["source address"] = (Connect, Connect with { SourceIp = Address("198.51.100.24") }),
        ["source port"] = (Connect, Connect with { SourcePort = 2 }),
        ["target address"] = (Connect, Connect with { TargetIp = Address("198.51.100.24") }),
        ["target port"] = (Connect with { TargetPort = 1883 }, Connect with { TargetPort = 8883 }),
        ["VPC endpoint"] = (Connect, Connect with { VpcEndpointId = "vpce-1" }),
        ["connect time that an end tells"] = (End, End with { ConnectedAtMs = End.ConnectedAtMs + 1 }),
        ["end time"] = (End, End with { TimestampMs = End.TimestampMs + 1 }),
        ["reason"] = (End, End with { Reason = DisconnectReason.ServerError }),
        ["reason quality"] = (End, End with { ReasonQuality = ReasonQuality.Absent }),
        ["raw reason"] = (End, End with { RawReason = "Lost" }),
        ["connected or not"] = (Connect, End),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void ShowsTheSameAs_OneMemberDiffers_IsToldApart(string name)
    {
        var (one, other) = Differences[name];

        Assert.False(ThingConnectivity.Begin(one).ShowsTheSameAs(ThingConnectivity.Begin(other)));
        Assert.False(ThingConnectivity.Begin(other).ShowsTheSameAs(ThingConnectivity.Begin(one)));
        Assert.True(ThingConnectivity.Begin(one).ShowsTheSameAs(ThingConnectivity.Begin(one)));
        Assert.True(ThingConnectivity.Begin(other).ShowsTheSameAs(ThingConnectivity.Begin(other)));
    }

    private static PeerAddress Address(string text)
    {
        Assert.True(PeerAddress.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var address));
        return address;
    }
}
