namespace IotConnectivity.Detect.Profiles;

public class BehaviorRulesTests
{
    private const string All = "aws:disconnect-duration, aws:num-disconnects, aws:num-connection-attempts, aws:num-authorization-failures, aws:source-ip-address";

    public static TheoryData<string, string> UnmeasuredMetrics => new()
    {
        { "aws:message-byte-size", "cannot be measured: lifecycle events do not tell of messages" },
        { "aws:num-messages-sent", "cannot be measured: lifecycle events do not tell of messages" },
        { "aws:num-messages-received", "cannot be measured: lifecycle events do not tell of messages" },
        { "aws:all-bytes-out", "cannot be measured: it is reported by an agent on the device, and no such reports are taken here" },
        { "aws:num-listening-tcp-ports", "cannot be measured: it is reported by an agent on the device, and no such reports are taken here" },
        { "batteryVoltage", "is not known: custom metrics are not taken here" },
    };

    [Theory]
    [InlineData(DetectMetrics.DisconnectDuration, "less-than", 1)]
    [InlineData(DetectMetrics.DisconnectDuration, "less-than", int.MaxValue)]
    [InlineData(DetectMetrics.DisconnectDuration, "less-than-equals", 0)]
    [InlineData(DetectMetrics.NumDisconnects, "less-than", 1)]
    [InlineData(DetectMetrics.NumDisconnects, "less-than-equals", long.MaxValue)]
    [InlineData(DetectMetrics.NumConnectionAttempts, "greater-than", 0)]
    [InlineData(DetectMetrics.NumAuthorizationFailures, "greater-than-equals", 0)]
    public void Check_MetricAndOperatorThatBelongTogether_FindsNothing(string metric, string comparison, long count) =>
        Assert.Empty(Check(metric, new BehaviorCriteria { ComparisonOperator = comparison, Value = MetricValue.OfCount((ulong)count) }));

    [Theory]
    [InlineData(DetectMetrics.DisconnectDuration, "greater-than", "less-than, less-than-equals")]
    [InlineData(DetectMetrics.DisconnectDuration, "less-than-equal", "less-than, less-than-equals")]
    [InlineData(DetectMetrics.DisconnectDuration, "Less-Than", "less-than, less-than-equals")]
    [InlineData(DetectMetrics.NumDisconnects, "in-set", "less-than, less-than-equals, greater-than, greater-than-equals")]
    [InlineData(DetectMetrics.NumConnectionAttempts, "", "less-than, less-than-equals, greater-than, greater-than-equals")]
    public void Check_OperatorOfAnotherMetric_NamesThoseThatAreAllowed(string metric, string comparison, string allowed) => Assert.Equal(
        [$"comparisonOperator {comparison} is not allowed with {metric}, expected one of [{allowed}]"],
        Check(metric, new BehaviorCriteria { ComparisonOperator = comparison, Value = MetricValue.OfCount(1) }));

    [Theory]
    [InlineData("in-cidr-set")]
    [InlineData("not-in-cidr-set")]
    public void Check_AddressesWithinRanges_FindsNothing(string comparison) => Assert.Empty(
        Check(DetectMetrics.SourceIpAddress, new BehaviorCriteria { ComparisonOperator = comparison, Value = MetricValue.OfCidrs("192.0.2.0/24", "2001:db8::1") }));

    [Fact]
    public void Check_AddressesOfAnotherForm_NamesTheFirst() => Assert.Equal(
        ["value.cidrs has `192.0.2.0/33`, expected an address or a range such as 192.0.2.0/24"],
        Check(DetectMetrics.SourceIpAddress, Within("192.0.2.0/24", "192.0.2.0/33", "x")));

    [Fact]
    public void Check_NoAddresses_SaysSo() =>
        Assert.Equal(["value.cidrs is empty, expected at least one address"], Check(DetectMetrics.SourceIpAddress, Within()));

    [Fact]
    public void Check_CountOfAddresses_SaysWhatIsExpected() => Assert.Equal(
        ["value has [count], expected cidrs alone"],
        Check(DetectMetrics.SourceIpAddress, new BehaviorCriteria { ComparisonOperator = "in-cidr-set", Value = MetricValue.OfCount(1) }));

    [Fact]
    public void Check_ValueOfEveryKind_SaysWhatIsExpected() => Assert.Equal(
        ["value has [count, cidrs, ports, number, numbers, strings], expected count alone"],
        Check(DetectMetrics.NumDisconnects, new BehaviorCriteria
        {
            ComparisonOperator = "less-than",
            Value = new MetricValue { Count = 1, Cidrs = [], Ports = [], Number = double.NaN, Numbers = [], Strings = [] },
        }));

    [Fact]
    public void Check_ValueOfNoKind_SaysWhatIsExpected() =>
        Assert.Equal(["value has [], expected count alone"], Check(DetectMetrics.NumDisconnects, new BehaviorCriteria { ComparisonOperator = "less-than", Value = new MetricValue() }));

    [Theory]
    [MemberData(nameof(UnmeasuredMetrics))]
    public void Check_MetricThatCannotBeMeasured_SaysWhy(string metric, string why) =>
        Assert.Equal([$"metric {metric} {why}, expected one of {All}"], Check(metric, ProfileFixture.Offline.Criteria));

    [Fact]
    public void Check_NothingButAName_AsksForTheRest() =>
        Assert.Equal([$"metric is required, expected one of {All}", "criteria is required"], Check(null, null));

    [Fact]
    public void Check_EmptyCriteria_AsksForOperatorAndValue() =>
        Assert.Equal(["comparisonOperator is required", "value is required"], Check(DetectMetrics.DisconnectDuration, new BehaviorCriteria()));

    [Theory]
    [InlineData(DetectMetrics.DisconnectDuration)]
    [InlineData(DetectMetrics.NumDisconnects)]
    public void Check_LessThanZero_CanNeverBeMet(string metric) => Assert.Equal(
        ["value.count 0 with less-than can never be met, expected at least 1"],
        Check(metric, new BehaviorCriteria { ComparisonOperator = "less-than", Value = MetricValue.OfCount(0) }));

    [Theory]
    [InlineData(DetectMetrics.DisconnectDuration, 2147483648, "value.count 2147483648 should be in range[0,2147483647]")]
    [InlineData(DetectMetrics.NumDisconnects, ulong.MaxValue, "value.count 18446744073709551615 should be in range[0,9223372036854775807]")]
    public void Check_CountOutOfRange_SaysTheRange(string metric, ulong count, string fault) =>
        Assert.Equal([fault], Check(metric, new BehaviorCriteria { ComparisonOperator = "less-than", Value = MetricValue.OfCount(count) }));

    [Theory]
    [InlineData(1, 1, "")]
    [InlineData(10, 10, "")]
    [InlineData(0, 1, "consecutiveDatapointsToAlarm 0 should be in range[1,10]")]
    [InlineData(100000, null, "consecutiveDatapointsToAlarm 100000 should be in range[1,10]")]
    [InlineData(null, 11, "consecutiveDatapointsToClear 11 should be in range[1,10]")]
    [InlineData(null, -1, "consecutiveDatapointsToClear -1 should be in range[1,10]")]
    public void Check_ConsecutiveDatapoints_AreOneToTen(int? toAlarm, int? toClear, string fault) => Assert.Equal(
        fault.Length == 0 ? [] : [fault],
        Check(DetectMetrics.DisconnectDuration, ProfileFixture.Offline.Criteria! with { ConsecutiveDatapointsToAlarm = toAlarm, ConsecutiveDatapointsToClear = toClear }));

    [Theory]
    [InlineData(DetectMetrics.NumDisconnects, 300, "")]
    [InlineData(DetectMetrics.NumDisconnects, 600, "")]
    [InlineData(DetectMetrics.NumDisconnects, 900, "")]
    [InlineData(DetectMetrics.NumDisconnects, 1800, "")]
    [InlineData(DetectMetrics.NumDisconnects, 3600, "")]
    [InlineData(DetectMetrics.DisconnectDuration, 3600, "")]
    [InlineData(DetectMetrics.DisconnectDuration, 301, "durationSeconds 301 should be one of [300,600,900,1800,3600]")]
    [InlineData(DetectMetrics.NumDisconnects, 0, "durationSeconds 0 should be one of [300,600,900,1800,3600]")]
    public void Check_DurationOfACount_IsOneOfFive(string metric, int duration, string fault) => Assert.Equal(
        fault.Length == 0 ? [] : [fault],
        Check(metric, new BehaviorCriteria { ComparisonOperator = "less-than", Value = MetricValue.OfCount(1), DurationSeconds = duration }));

    [Fact]
    public void Check_DurationOfAddresses_IsRefused() => Assert.Equal(
        ["durationSeconds is not allowed with aws:source-ip-address, which counts nothing"],
        Check(DetectMetrics.SourceIpAddress, Within("192.0.2.1") with { DurationSeconds = 300 }));

    [Fact]
    public void Check_CriteriaOfAnotherKind_AreRefused()
    {
        Assert.Equal(
            ["mlDetectionConfig is not supported: no models are trained here"], Check(DetectMetrics.NumDisconnects, new BehaviorCriteria { MlConfidenceLevel = "HIGH" }));
        Assert.Equal(
            ["statisticalThreshold is not supported: what is normal for a fleet is not computed here"],
            Check(DetectMetrics.NumDisconnects, new BehaviorCriteria { ComparisonOperator = "less-than-equals", StatisticalThreshold = "p90" }));
    }

    [Fact]
    public void Check_DimensionAndExport_AreRefused()
    {
        Assert.Empty(SecurityProfiles.Validate([ProfileFixture.Offline with { ExportMetric = false, SuppressAlerts = true }]));
        Assert.Equal(
            [
                "Behavior Offline5m is malformed. metricDimension is not supported: no dimensions are kept here",
                "Behavior Offline5m is malformed. exportMetric is not supported: values of metrics are not published here",
            ],
            SecurityProfiles.Validate([ProfileFixture.Offline with { MetricDimension = "topics", ExportMetric = true }]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a.b")]
    public void Check_BadName_SaysWhatIsExpected(string name) => Assert.Equal(
        [$"Behavior {name} is malformed. name should be 1 to 128 letters, digits, `:`, `_` or `-`"], SecurityProfiles.Validate([ProfileFixture.Offline with { Name = name }]));

    [Fact]
    public void Check_LongName_IsCut()
    {
        Assert.Empty(SecurityProfiles.Validate([ProfileFixture.Offline with { Name = new string('a', 128) }]));
        Assert.StartsWith(
            $"Behavior {new string('a', 128)}… is malformed. name", Assert.Single(SecurityProfiles.Validate([ProfileFixture.Offline with { Name = new string('a', 129) }])), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SameNameTwice_SaysSo() =>
        Assert.Equal(["Behavior Offline5m is malformed. name is given twice"], SecurityProfiles.Validate([ProfileFixture.Offline, ProfileFixture.OfflineFor("offline5m", 5), ProfileFixture.Offline]));

    [Fact]
    public void Check_OneHundredBehaviors_AreTheMost()
    {
        List<Behavior> behaviors = [.. Enumerable.Range(0, 100).Select(i => ProfileFixture.OfflineFor($"b{i}", 5))];
        Assert.Empty(SecurityProfiles.Validate(behaviors));

        Assert.Equal(["101 behaviors are too many, expected at most 100"], SecurityProfiles.Validate([.. behaviors, ProfileFixture.Offline]));
    }

    [Fact]
    public void Check_OneThousandValueElements_AreTheMost()
    {
        string[] cidrs = [.. Enumerable.Repeat("192.0.2.0/24", 999)];
        var wide = new Behavior("wide") { Metric = DetectMetrics.SourceIpAddress, Criteria = Within(cidrs) };
        Assert.Empty(SecurityProfiles.Validate([ProfileFixture.Offline, wide]));

        Assert.Equal(
            ["the behaviors have 1001 value elements, expected at most 1000"], SecurityProfiles.Validate([ProfileFixture.Offline, ProfileFixture.OfflineFor("more", 5), wide]));
    }

    private static BehaviorCriteria Within(params string[] cidrs) => new() { ComparisonOperator = "in-cidr-set", Value = MetricValue.OfCidrs(cidrs) };

    private static IEnumerable<string> Check(string? metric, BehaviorCriteria? criteria)
    {
        const string Start = "Behavior b is malformed. ";
        foreach (var fault in SecurityProfiles.Validate([new Behavior("b") { Metric = metric, Criteria = criteria }]))
        {
            Assert.StartsWith(Start, fault, StringComparison.Ordinal);
            yield return fault[Start.Length..];
        }
    }
}
