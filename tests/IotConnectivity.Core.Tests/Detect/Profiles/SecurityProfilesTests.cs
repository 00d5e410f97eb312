using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Profiles;

public class SecurityProfilesTests
{
    private static readonly AlertDestination Alerts = new(ProfileFixture.Topic, ProfileFixture.Role);

    private readonly ProfileFixture _fixture = new();

    [Fact]
    public void TryCreate_NewProfile_HasWhatWasGiven()
    {
        var draft = new SecurityProfileDraft
        {
            Description = "offline too long",
            Behaviors = [ProfileFixture.Offline],
            Alerts = Alerts,
            AdditionalMetricsToRetain = [DetectMetrics.NumDisconnects, DetectMetrics.NumDisconnects],
        };

        Assert.True(_fixture.Profiles.TryCreate("OfflineWatch", draft, out var profile, out _));

        var now = _fixture.Clock.GetUtcNow();
        Assert.Equal(("OfflineWatch", 1, now, now, "offline too long", Alerts), (profile!.Name, profile.Version, profile.CreatedAt, profile.ModifiedAt, profile.Description, profile.Alerts));
        Assert.Equal([ProfileFixture.Offline], profile.Behaviors);
        Assert.Equal([now.ToUnixTimeMilliseconds()], profile.BehaviorsSinceMs);
        Assert.Equal([DetectMetrics.NumDisconnects], profile.AdditionalMetricsToRetain);
        Assert.Empty(profile.Targets);
        Assert.Empty(profile.MitigationActions);
        Assert.Same(profile, _fixture.Profiles.Find("OfflineWatch"));
        Assert.Null(_fixture.Profiles.Find("offlinewatch"));
        Assert.Equal((1, 1, 1), (_fixture.Profiles.Count, _fixture.Profiles.Current.Version, _fixture.Changes));
    }

    [Fact]
    public void TryCreate_Nothing_IsAProfile()
    {
        var profile = _fixture.Create("Empty");

        Assert.Equal((null, null), (profile.Description, profile.Alerts));
        Assert.Empty(profile.Behaviors);
    }

    [Fact]
    public void TryCreate_ThatExists_IsRefusedThoughAlike()
    {
        var first = _fixture.Create("Watch", ProfileFixture.Offline);

        Assert.False(_fixture.Profiles.TryCreate("Watch", new SecurityProfileDraft { Behaviors = [ProfileFixture.Offline] }, out var known, out var error));

        Assert.Same(first, known);
        Assert.Equal(new RegistryError(RegistryErrorCode.AlreadyExists, "Security Profile Watch already exists in account"), error);
        Assert.Equal(1, _fixture.Changes);
    }

    [Fact]
    public void TryCreate_BadName_IsRefused() => Assert.Equal(
        "the security profile name `a b` is not allowed, expected 1 to 128 letters, digits, `:`, `_` or `-`", _fixture.FailsToCreate(new SecurityProfileDraft(), "a b"));

    [Fact]
    public void TryCreate_Description_IsAtMostOneThousandCharacters()
    {
        Assert.True(_fixture.Profiles.TryCreate("Long", new SecurityProfileDraft { Description = new string('é', 1000) }, out _, out _));

        const string Fault = "the description is not allowed, expected at most 1000 characters, none of them a line break or another control character";
        Assert.Equal(Fault, _fixture.FailsToCreate(new SecurityProfileDraft { Description = new string('x', 1001) }));
        Assert.Equal(Fault, _fixture.FailsToCreate(new SecurityProfileDraft { Description = "a\nb" }));
    }

    [Fact]
    public void TryCreate_MalformedBehaviors_TellsTheFirstTen()
    {
        Assert.Equal(
            "Behavior b is malformed. criteria is required", _fixture.FailsToCreate(new SecurityProfileDraft { Behaviors = [new Behavior("b") { Metric = DetectMetrics.NumDisconnects }] }));

        var message = _fixture.FailsToCreate(new SecurityProfileDraft { Behaviors = [.. Enumerable.Range(0, 12).Select(i => ProfileFixture.OfflineFor($"b{i}", 0))] });
        Assert.StartsWith("Behavior b0 is malformed. value.count 0 with less-than can never be met, expected at least 1; Behavior b1 is", message, StringComparison.Ordinal);
        Assert.EndsWith("; and 2 more", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 20, "alertTargetArn has 0 characters, expected 1 to 2048")]
    [InlineData(2049, 20, "alertTargetArn has 2049 characters, expected 1 to 2048")]
    [InlineData(2048, 2049, "roleArn has 2049 characters, expected 20 to 2048")]
    [InlineData(1, 19, "roleArn has 19 characters, expected 20 to 2048")]
    public void TryCreate_ArnTooLongOrTooShort_IsRefused(int topic, int role, string message) =>
        Assert.Equal(message, _fixture.FailsToCreate(new SecurityProfileDraft { Alerts = new AlertDestination(new string('a', topic), new string('a', role)) }));

    [Fact]
    public void TryCreate_MetricToRetainThatCannotBeMeasured_IsRefused() => Assert.StartsWith(
        "additionalMetricsToRetain: metric aws:num-messages-sent cannot be measured: lifecycle events do not tell of messages, expected one of ",
        _fixture.FailsToCreate(new SecurityProfileDraft { AdditionalMetricsToRetain = [DetectMetrics.NumDisconnects, "aws:num-messages-sent"] }),
        StringComparison.Ordinal);

    [Fact]
    public void TryCreate_TopicThatNobodyConfigured_IsRefused()
    {
        var refusal = new RegistryError(RegistryErrorCode.InvalidRequest, "no such topic");
        _fixture.Profiles.CheckTopic = topic => topic == ProfileFixture.Topic ? null : refusal;

        Assert.Equal("no such topic", _fixture.FailsToCreate(new SecurityProfileDraft { Alerts = Alerts with { TopicArn = "other" } }));
        Assert.True(_fixture.Profiles.TryCreate("Watch", new SecurityProfileDraft { Alerts = Alerts }, out _, out _));
        Assert.Same(refusal, _fixture.FailsToUpdate("Watch", new SecurityProfileUpdate { Alerts = Alerts with { TopicArn = "other" } }));
    }

    [Fact]
    public void TryUpdate_Everything_IsReplaced()
    {
        var first = _fixture.Create("Watch", ProfileFixture.Offline);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        var next = ProfileFixture.OfflineFor("Offline10m", 10);

        var profile = _fixture.Update("Watch", new SecurityProfileUpdate
        {
            Description = "new", Behaviors = [next], Alerts = Alerts, AdditionalMetricsToRetain = [DetectMetrics.SourceIpAddress], ExpectedVersion = 1,
        });

        Assert.Equal((2, first.CreatedAt, _fixture.Clock.GetUtcNow(), "new", Alerts), (profile.Version, profile.CreatedAt, profile.ModifiedAt, profile.Description, profile.Alerts));
        Assert.Equal([next], profile.Behaviors);
        Assert.Equal([DetectMetrics.SourceIpAddress], profile.AdditionalMetricsToRetain);
    }

    [Fact]
    public void TryUpdate_Nothing_OnlyCounts()
    {
        _fixture.Profiles.TryCreate(
            "Watch",
            new SecurityProfileDraft { Description = "d", Behaviors = [ProfileFixture.Offline], Alerts = Alerts, AdditionalMetricsToRetain = [DetectMetrics.NumDisconnects] },
            out var first,
            out _);

        var profile = _fixture.Update("Watch", new SecurityProfileUpdate { Behaviors = [], AdditionalMetricsToRetain = [] });

        Assert.Equal((2, "d", Alerts), (profile.Version, profile.Description, profile.Alerts));
        Assert.Equal(first!.Behaviors, profile.Behaviors);
        Assert.Equal(first.BehaviorsSinceMs, profile.BehaviorsSinceMs);
        Assert.Equal(first.AdditionalMetricsToRetain, profile.AdditionalMetricsToRetain);
    }

    [Fact]
    public void TryUpdate_DeleteFlags_TakeAway()
    {
        _fixture.Profiles.TryCreate(
            "Watch",
            new SecurityProfileDraft { Description = "d", Behaviors = [ProfileFixture.Offline], Alerts = Alerts, AdditionalMetricsToRetain = [DetectMetrics.NumDisconnects] },
            out _,
            out _);

        // Empty lists are none, so they do not contradict the flags.
        var profile = _fixture.Update("Watch", new SecurityProfileUpdate
        {
            Description = string.Empty, DeleteBehaviors = true, DeleteAlerts = true, DeleteAdditionalMetricsToRetain = true, Behaviors = [], AdditionalMetricsToRetain = [],
        });

        Assert.Equal((null, null), (profile.Description, profile.Alerts));
        Assert.Empty(profile.Behaviors);
        Assert.Empty(profile.BehaviorsSinceMs);
        Assert.Empty(profile.AdditionalMetricsToRetain);
    }

    [Fact]
    public void TryUpdate_ListTogetherWithItsDeleteFlag_IsRefused()
    {
        _fixture.Create("Watch");

        Assert.Equal(
            "deleteBehaviors is true and behaviors are given, expected one of both",
            _fixture.FailsToUpdate("Watch", new SecurityProfileUpdate { DeleteBehaviors = true, Behaviors = [ProfileFixture.Offline] }).Message);
        Assert.Equal(
            "deleteAlertTargets is true and alertTargets are given, expected one of both",
            _fixture.FailsToUpdate("Watch", new SecurityProfileUpdate { DeleteAlerts = true, Alerts = Alerts }).Message);
        Assert.Equal(
            "deleteAdditionalMetricsToRetain is true and additionalMetricsToRetain are given, expected one of both",
            _fixture.FailsToUpdate("Watch", new SecurityProfileUpdate { DeleteAdditionalMetricsToRetain = true, AdditionalMetricsToRetain = ["x"] }).Message);
    }

    [Fact]
    public void TryUpdate_BehaviorThatIsViolatedAsBefore_KeepsItsTime()
    {
        var start = _fixture.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        _fixture.Create("Watch", ProfileFixture.Offline);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        var profile = _fixture.Update("Watch", new SecurityProfileUpdate { Behaviors = [ProfileFixture.Offline with { SuppressAlerts = true }] });

        Assert.Equal([start], profile.BehaviorsSinceMs);
        Assert.True(Assert.Single(profile.Behaviors).SuppressAlerts);
    }

    [Fact]
    public void TryUpdate_BehaviorThatStaysAsItIs_KeepsItsTime()
    {
        var start = _fixture.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        _fixture.Create("Watch", ProfileFixture.Offline, ProfileFixture.OfflineFor("other", 7));
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        var profile = _fixture.Update("Watch", new SecurityProfileUpdate
        {
            Behaviors = [ProfileFixture.OfflineFor("new", 5), ProfileFixture.OfflineFor("other", 8), ProfileFixture.OfflineFor("Offline5m", 5)],
        });

        Assert.Equal([start + 1000, start + 1000, start], profile.BehaviorsSinceMs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void TryUpdate_OtherVersion_IsRefused(long version)
    {
        _fixture.Create("Watch");

        var error = _fixture.FailsToUpdate("Watch", new SecurityProfileUpdate { ExpectedVersion = version });

        Assert.Equal(new RegistryError(RegistryErrorCode.VersionConflict, $"Security Profile Watch has version 1, expected version {version}"), error);
    }

    [Fact]
    public void TryUpdate_UnknownProfile_IsRefused() => Assert.Equal(
        new RegistryError(RegistryErrorCode.NotFound, "Security Profile Watch does not exist"), _fixture.FailsToUpdate("Watch", new SecurityProfileUpdate()));

    [Fact]
    public void TryDelete_KnownOrUnknown_Succeeds()
    {
        _fixture.Create("Watch");

        Assert.True(_fixture.Profiles.TryDelete("Watch", 1, out _));
        Assert.Equal((null, 2), (_fixture.Profiles.Find("Watch"), _fixture.Changes));
        Assert.True(_fixture.Profiles.TryDelete("Watch", 7, out _));
        Assert.Equal(2, _fixture.Changes);
    }

    [Fact]
    public void TryDelete_OtherVersion_IsRefused()
    {
        _fixture.Create("Watch");
        _fixture.Update("Watch", new SecurityProfileUpdate());

        Assert.False(_fixture.Profiles.TryDelete("Watch", 1, out var error));

        Assert.Equal(new RegistryError(RegistryErrorCode.VersionConflict, "Security Profile Watch has version 2, expected version 1"), error);
        Assert.NotNull(_fixture.Profiles.Find("Watch"));
    }

    [Fact]
    public void TryBindMitigationActions_Names_AreKeptWithoutANewVersion()
    {
        var first = _fixture.Create("Watch", ProfileFixture.Offline);

        Assert.True(_fixture.Profiles.TryBindMitigationActions("Watch", ["quarantine", "tell-me"], out var profile, out _));

        Assert.Equal(first with { MitigationActions = profile.MitigationActions }, profile);
        Assert.Equal(["quarantine", "tell-me"], profile.MitigationActions);
        Assert.Same(profile, _fixture.Profiles.Find("Watch"));
        Assert.True(_fixture.Profiles.TryBindMitigationActions("Watch", [], out profile, out _));
        Assert.Empty(profile.MitigationActions);
    }

    [Theory]
    [InlineData("a,b,c,d,e,f", "6 mitigation actions are too many, expected at most 5")]
    [InlineData("a,a", "a mitigation action is given twice, expected each once")]
    [InlineData("a,b:c", "the name of a mitigation action `b:c` is not allowed, expected 1 to 128 letters, digits, `_` or `-`")]
    [InlineData("", "the name of a mitigation action `` is not allowed, expected 1 to 128 letters, digits, `_` or `-`")]
    [InlineData("missing", "no such action")]
    public void TryBindMitigationActions_BadNames_AreRefused(string names, string message)
    {
        _fixture.Profiles.CheckAction = name => name == "missing" ? new RegistryError(RegistryErrorCode.NotFound, "no such action") : null;
        var first = _fixture.Create("Watch");

        Assert.False(_fixture.Profiles.TryBindMitigationActions("Watch", names.Split(','), out _, out var error));

        Assert.Equal(message, error.Message);
        Assert.Same(first, _fixture.Profiles.Find("Watch"));
    }

    [Fact]
    public void TryBindMitigationActions_UnknownProfile_IsRefused()
    {
        Assert.False(_fixture.Profiles.TryBindMitigationActions("Watch", ["a"], out _, out var error));

        Assert.Equal(RegistryErrorCode.NotFound, error.Code);
    }

    [Fact]
    public void Changes_WhileStoredThingsComeBack_AreRefused()
    {
        _fixture.Create("Watch");
        _fixture.Registry.IsRestoring = true;

        Assert.All(
            (RegistryErrorCode?[])
            [
                _fixture.Profiles.TryCreate("New", new SecurityProfileDraft(), out _, out var error) ? null : error.Code,
                _fixture.Profiles.TryUpdate("Watch", new SecurityProfileUpdate(), out _, out error) ? null : error.Code,
                _fixture.Profiles.TryDelete("Watch", null, out error) ? null : error.Code,
                _fixture.Profiles.TryAttach("Watch", ProfileTarget.AllThings, out error) ? null : error.Code,
                _fixture.Profiles.TryDetach("Watch", ProfileTarget.AllThings, out error) ? null : error.Code,
                _fixture.Profiles.TryBindMitigationActions("Watch", [], out _, out error) ? null : error.Code,
            ],
            code => Assert.Equal(RegistryErrorCode.NotReady, code));
    }
}
