using IotConnectivity.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IotConnectivity.RabbitMq;

public class RabbitMqSourceOptionsTests
{
    [Fact]
    public void AddRabbitMqSource_WrongOptions_NamesThemWithoutThePassword()
    {
        var builder = new ServiceCollection().AddThingConnectivity();

        var error = Assert.Throws<OptionsValidationException>(() => builder.AddRabbitMqSource(static options =>
        {
            (options.Uri, options.Management) = (new Uri("http://me:secret@rabbit/"), new Uri("amqp://me:secret@rabbit/"));
            (options.Queue, options.Exchange, options.PrefetchCount, options.ReconcileInterval) = ("", new string('x', 256), 65536, TimeSpan.FromSeconds(9));
        }));

        Assert.Equal(
            [
                "Uri is `http://rabbit/`, expected amqp://host or amqps://host",
                "Management is `amqp://rabbit/`, expected http://host:15672/ or https://host:15671/",
                "Queue is ``, expected 1 to 255 bytes",
                $"Exchange is `{new string('x', 256)}`, expected 1 to 255 bytes",
                "PrefetchCount is `65536`, expected 1 to 65535",
                "ReconcileInterval is `00:00:09`, expected 00:00:10 to 1.00:00:00",
            ],
            error.Failures);
    }

    [Theory]
    [InlineData("amqp://me:secret@rabbit/", "rabbit:5672/")]
    [InlineData("amqps://rabbit:1234/things", "rabbit:1234/things")]
    [InlineData("amqps://rabbit", "rabbit:5671/")]
    public void AddRabbitMqSource_Uri_IsToldWithoutThePassword(string uri, string address)
    {
        var services = new ServiceCollection();
        services.AddThingConnectivity().AddRabbitMqSource(options => options.Uri = new Uri(uri)).AddRabbitMqSource(static options => options.Uri = new Uri("amqp://other"));
        using var provider = services.BuildServiceProvider();

        var links = provider.GetServices<RabbitMqLink>().ToList();

        Assert.Equal([address, "other:5672/"], links.Select(static link => link.Address));
        Assert.All(links, static link => Assert.Equal((false, "it was not tried yet"), (link.IsConnected, link.Fault)));
    }

    [Fact]
    public void After_ManyFailures_GrowsToHalfAMinute()
    {
        Assert.InRange(RetryDelay.After(1), TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500));
        Assert.InRange(RetryDelay.After(4), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
        Assert.InRange(RetryDelay.After(int.MaxValue), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30));
    }
}
