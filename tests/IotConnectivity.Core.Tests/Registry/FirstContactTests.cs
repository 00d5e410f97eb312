using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Registry;

/// <summary>The option to register a client with its first event.</summary>
public class FirstContactTests
{
    [Theory]
    [InlineData(LifecycleEventKind.Connected, ApplyOutcome.Applied)]
    [InlineData(LifecycleEventKind.Disconnected, ApplyOutcome.Applied)]
    [InlineData(LifecycleEventKind.Heartbeat, ApplyOutcome.Applied)]
    public void Apply_UnknownClient_BecomesAThing(LifecycleEventKind kind, ApplyOutcome expected)
    {
        var things = OnFirstContact();

        Assert.Equal(expected, things.Index.Apply(Teller.Keys.Of(kind, 0)));

        Assert.Equal(1, things.Registry.Find(Teller.Pump)?.Version);
        Assert.Equal([Teller.Pump], things.ListAll());
        Assert.Equal(kind == LifecycleEventKind.Connected ? 1 : 0, things.Index.ConnectedCount);
    }

    [Theory]
    [InlineData(LifecycleEventKind.ConnectFailed)]
    [InlineData(LifecycleEventKind.Subscribed)]
    [InlineData(LifecycleEventKind.Unsubscribed)]
    public void Apply_WhatDoesNotTouchConnectivity_RegistersNothing(LifecycleEventKind kind)
    {
        var things = OnFirstContact();

        Assert.Equal(ApplyOutcome.NotRegistered, things.Index.Apply(Teller.Keys.Of(kind, 0)));
        Assert.Equal(0, things.Registry.Count);
    }

    [Theory]
    [InlineData("a client with spaces")]
    [InlineData("a/b")]
    [InlineData("")]
    public void Apply_ClientIdThatIsNoThingName_RegistersNothing(string client)
    {
        var things = OnFirstContact();
        var teller = new Teller(Teller.Keys.Source, client);

        Assert.Equal(ApplyOutcome.NotRegistered, things.Index.Apply(teller.Connect(0, "a")));
        Assert.Equal(ApplyOutcome.NotRegistered, things.Index.Apply(teller.Beat(0)));
        Assert.Equal(0, things.Registry.Count);
    }

    [Fact]
    public void Apply_LongestThingName_IsRegistered()
    {
        var things = OnFirstContact();

        Assert.Equal(ApplyOutcome.Applied, things.Index.Apply(new Teller(Teller.Keys.Source, new string('a', 128)).Connect(0, "a")));
        Assert.Equal(ApplyOutcome.NotRegistered, things.Index.Apply(new Teller(Teller.Keys.Source, new string('a', 129)).Connect(0, "a")));
        Assert.Equal(1, things.Registry.Count);
    }

    [Fact]
    public void Apply_IndexingOff_RegistersNothing()
    {
        var things = OnFirstContact();
        things.Index.Disable();

        Assert.Equal(ApplyOutcome.Ignored, things.Index.Apply(Teller.Keys.Connect(0, "a")));
        Assert.Equal(0, things.Registry.Count);
    }

    [Fact]
    public void Apply_ByDefault_RegistersNothing()
    {
        var index = new ConnectivityIndex();
        var registry = new ThingRegistry(index);

        Assert.Equal(ApplyOutcome.NotRegistered, index.Apply(Teller.Keys.Connect(0, "a")));
        Assert.Equal(0, registry.Count);
        Assert.False(registry.RegisterOnFirstContact);
    }

    private static RegistryFixture OnFirstContact()
    {
        var things = new RegistryFixture(registerOnFirstContact: true);
        Assert.Equal(0, things.Registry.Count);
        return things;
    }
}
