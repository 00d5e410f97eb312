using IotConnectivity.DependencyInjection;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.AspNetCore.Ingest;

public class LifecycleDialectsTests
{
    [Fact]
    public void All_OfThem_HaveReaders()
    {
        Assert.Equal(["aws", "mosquitto", "emqx", "hivemq", "vernemq", "nanomq", "rabbitmq", "azure"], LifecycleDialects.All);
        Assert.All(LifecycleDialects.All, dialect => Assert.IsType(
            dialect == "mosquitto" ? typeof(MosquittoLogReader) : typeof(JsonLifecycleReader), LifecycleDialects.CreateReader(dialect, new ConnectivityIndex())));
    }

    [Fact]
    public void CreateParser_OfEach_UsesTheStringsOfTheIndex()
    {
        var index = new ConnectivityIndex();
        index.TryAdd(new ThingName(string.Concat("pump", "-17")));

        Assert.All(LifecycleDialects.All, dialect => Assert.Same(index.FindName("pump-17"), LifecycleDialects.CreateParser(dialect, index)?.ResolveClientId?.Invoke("pump-17")));
    }

    [Theory]
    [InlineData("telegraph")]
    [InlineData("AWS")]
    [InlineData("")]
    public void CreateReader_NoSuchDialect_IsNull(string dialect)
    {
        Assert.Null(LifecycleDialects.CreateReader(dialect, new ConnectivityIndex()));
        Assert.Null(LifecycleDialects.CreateParser(dialect, new ConnectivityIndex()));
    }

    [Fact]
    public void CreateReader_WithoutAnIndex_Throws() => Assert.Throws<ArgumentNullException>(() => LifecycleDialects.CreateReader("aws", null!));

    [Fact]
    public void AddLifecycleStream_NoSuchDialect_ThrowsAndListsThoseThatThereAre()
    {
        var builder = new ServiceCollection().AddThingConnectivity();

        var exception = Assert.Throws<ArgumentException>(() => builder.AddLifecycleStream(() => Stream.Null, "telegraph"));

        Assert.Equal("`telegraph` is not a dialect, expected one of aws, mosquitto, emqx, hivemq, vernemq, nanomq, rabbitmq, azure (Parameter 'dialect')", exception.Message);
    }

    [Fact]
    public void AddLifecycleStream_WithoutAStream_Throws() =>
        Assert.Throws<ArgumentNullException>("open", () => new ServiceCollection().AddThingConnectivity().AddLifecycleStream(null!, "aws"));
}
