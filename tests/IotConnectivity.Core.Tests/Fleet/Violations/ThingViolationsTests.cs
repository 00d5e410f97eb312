namespace IotConnectivity.Fleet.Violations;

public class ThingViolationsTests
{
    [Fact]
    public void With_BehaviorsInAnyOrder_KeepsThemByName()
    {
        var all = ThingViolations.With(null, new TestViolation("b", "x", 1));
        all = ThingViolations.With(all, new TestViolation("a", "y", 1) { IsOver = true });
        all = ThingViolations.With(all, new TestViolation("a", "Z", 1));

        Assert.Equal(["a Z", "a y", "b x"], Names(all));
        Assert.Equal(2, all.Count);
    }

    [Fact]
    public void With_SameBehavior_TakesThePlaceOfWhatWasKnown()
    {
        var before = new ThingViolations(new TestViolation("a", "x", 1), new TestViolation("a", "y", 1));

        var after = ThingViolations.With(before, new TestViolation("a", "x", 2) { IsOver = true });

        Assert.Equal(["a x", "a y"], Names(after));
        Assert.Equal((2, 1), (before.Count, after.Count));
        Assert.Equal(2, after.All[0].Last(2).TimeMs);
    }

    [Fact]
    public void Without_Behaviors_LeavesTheOthersOrNothing()
    {
        var before = new ThingViolations(new TestViolation("a", "x", 1), new TestViolation("b", "x", 1));

        var rest = ThingViolations.Without(before, "a", "x");

        Assert.Equal(["b x"], Names(rest!));
        Assert.Equal(["b x"], Names(ThingViolations.Without(rest, "b", "y")!));
        Assert.Null(ThingViolations.Without(rest, "b", "x"));
        Assert.Null(ThingViolations.Without(null, "b", "x"));
    }

    [Fact]
    public void Write_SeveralProfiles_IsTheDocumentOfAws()
    {
        var all = new ThingViolations(
            new TestViolation("OfflineWatch", "Offline5m", 1768477800000),
            new TestViolation("Net", "Known", 1768477800000) { Address = "192.0.2.7" },
            new TestViolation("OfflineWatch", "Offline1h", 1768474200000) { IsOver = true });

        var document = ViolationDocument.Write(all, 1768478400000);

        Assert.Equal(
            """
            {"violationCount":2,"Net":{"Known":{"metricName":"aws:source-ip-address","lastViolationTime":1768477800000,"lastViolationValue":{"cidrs":["192.0.2.7"]},"inViolation":true}},
            "OfflineWatch":{"Offline1h":{"metricName":"aws:disconnect-duration","lastViolationTime":1768474200000,"lastViolationValue":{"count":5},"inViolation":false},
            "Offline5m":{"metricName":"aws:disconnect-duration","lastViolationTime":1768478400000,"lastViolationValue":{"count":15},"inViolation":true}}}
            """.ReplaceLineEndings(string.Empty),
            document);
        Assert.Equal("""{"violationCount":0}""", ViolationDocument.Write(null, 0));
    }

    private static IEnumerable<string> Names(ThingViolations violations) => violations.All.Select(one => $"{one.Profile} {one.Behavior}");
}
