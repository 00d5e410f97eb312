namespace IotConnectivity.Indexing;

public class IndexingSwitchTests
{
    private static readonly Teller Keys = Teller.Keys;

    private readonly HeardIndex _heard = new(Keys.Connect(0, "a"));

    [Fact]
    public void Current_AtFirst_IsOn()
    {
        var indexing = new IndexingSwitch(_heard.Index);

        Assert.Same(IndexingConfiguration.On, indexing.Current);
        Assert.True(indexing.Current.IncludesSocketInformation);
        Assert.True(_heard.Index.IsEnabled);
    }

    [Fact]
    public void TryChange_ConnectivityOff_DropsTheRecordsUntilItIsOnAgain()
    {
        var indexing = new IndexingSwitch(_heard.Index);

        Assert.True(indexing.TryChange(current => current with { TracksConnectivity = false }, out var error), error);
        Assert.Null(error);
        Assert.False(indexing.Current.TracksConnectivity);
        Assert.False(_heard.Index.IsEnabled);
        Assert.False(_heard.State.IsKnown);

        Assert.True(indexing.TryChange(current => current with { TracksConnectivity = true }, out _));
        Assert.True(_heard.Index.IsEnabled);
        Assert.False(_heard.State.IsKnown);
        _heard.Hear(Keys.Connect(5, "b"));
        Assert.True(_heard.State.Connected);
    }

    [Fact]
    public void TryChange_AnythingElse_LeavesConnectivityAlone()
    {
        var indexing = new IndexingSwitch(_heard.Index);
        var state = _heard.State;

        Assert.True(indexing.TryChange(current => current with { TracksViolations = false }, out _));

        Assert.False(indexing.Current.TracksViolations);
        Assert.True(_heard.Index.IsEnabled);
        Assert.Same(state, _heard.State);
    }

    [Fact]
    public void TryChange_AgainstTheRules_LeavesEverythingAsItWas()
    {
        var indexing = new IndexingSwitch(_heard.Index);

        Assert.False(indexing.TryChange(current => current with { ThingIndexingMode = ThingIndexingMode.Off }, out var error));

        Assert.Equal("ThingIndexingMode must be turned ON for enabling ThingConnectivityIndexingMode", error);
        Assert.Same(IndexingConfiguration.On, indexing.Current);
        Assert.True(_heard.Index.IsEnabled);
        Assert.True(_heard.State.Connected);
    }

    [Fact]
    public void TryChange_SwitchedOffTwice_StaysOff()
    {
        var indexing = new IndexingSwitch(_heard.Index);

        Assert.True(indexing.TryChange(_ => IndexingConfiguration.Off, out _));
        Assert.True(indexing.TryChange(_ => IndexingConfiguration.Off, out _));

        Assert.False(_heard.Index.IsEnabled);
    }

    [Fact]
    public void Arguments_Missing_AreNamed()
    {
        Assert.Equal("index", Assert.Throws<ArgumentNullException>(() => new IndexingSwitch(null!)).ParamName);
        Assert.Equal("change", Assert.Throws<ArgumentNullException>(() => new IndexingSwitch(_heard.Index).TryChange(null!, out _)).ParamName);
    }
}
