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
        Assert.Equal(["aws", "mosquitto"], LifecycleDialects.All);
        Assert.IsType<JsonLifecycleReader>(LifecycleDialects.CreateReader("aws", new ConnectivityIndex()));
        Assert.IsType<MosquittoLogReader>(LifecycleDialects.CreateReader("mosquitto", new ConnectivityIndex()));
    }

    [Theory]
    [InlineData("telegraph")]
    [InlineData("AWS")]
    [InlineData("")]
    public void CreateReader_NoSuchDialect_IsNull(string dialect) => Assert.Null(LifecycleDialects.CreateReader(dialect, new ConnectivityIndex()));

    [Fact]
    public void CreateReader_WithoutAnIndex_Throws() => Assert.Throws<ArgumentNullException>(() => LifecycleDialects.CreateReader("aws", null!));

    [Fact]
    public void AddLifecycleStream_NoSuchDialect_ThrowsAndListsThoseThatThereAre()
    {
        var builder = new ServiceCollection().AddThingConnectivity();

        var exception = Assert.Throws<ArgumentException>(() => builder.AddLifecycleStream(() => Stream.Null, "telegraph"));

        Assert.Equal("`telegraph` is not a dialect, expected one of aws, mosquitto (Parameter 'dialect')", exception.Message);
    }

    [Fact]
    public void AddLifecycleStream_WithoutAStream_Throws() =>
        Assert.Throws<ArgumentNullException>("open", () => new ServiceCollection().AddThingConnectivity().AddLifecycleStream(null!, "aws"));
}
