namespace IotConnectivity.Lifecycle;

public class LifecycleSourceTests
{
    [Fact]
    public void New_NameOf64CharactersAndOneMore_AreTold()
    {
        var longest = new string('x', 64);

        Assert.Equal(longest, new LifecycleSource(longest).Name);
        var error = Assert.Throws<ArgumentException>(() => new LifecycleSource(longest + "x"));
        Assert.Equal("a source name has 65 characters, expected at most 64 (Parameter 'name')", error.Message);
        Assert.Throws<ArgumentException>(() => new LifecycleSource(""));
    }

    [Fact]
    public void ToString_NamesTheNodeIfThereIsOne()
    {
        Assert.Equal("mosquitto", new LifecycleSource("mosquitto").ToString());
        Assert.Equal("mosquitto/north", new LifecycleSource("mosquitto") { Node = "north" }.ToString());
    }
}
