// An MQTT broker with the connectivity index inside.
//
//   dotnet run -c Release --project samples/MqttNetBroker
//
// Connect clients with any MQTT tool, for example
//
//   mosquitto_sub -h 127.0.0.1 -p 1883 -i pump-17 -t '#'
//
// and stop them with Ctrl+C or kill -9: you see a line for each change of their status, with the reason.
using System.Net;
using IotConnectivity.Indexing;
using IotConnectivity.MqttNet.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MQTTnet.Server;

var port = args is [var given] ? int.Parse(given) : 1883;
var builder = Host.CreateApplicationBuilder();

// snippet: mqttnet
builder.Services.AddThingConnectivity(options => options.RegisterOnFirstContact = true).AddMqttNetServer();
builder.Services.AddSingleton(provider =>
{
    var factory = new MqttServerFactory(provider.GetRequiredService<MqttNetServerLog>());
    return factory.CreateMqttServer(factory.CreateServerOptionsBuilder()
        .WithDefaultEndpoint().WithDefaultEndpointPort(port).WithDefaultEndpointBoundIPAddress(IPAddress.Loopback).WithDefaultEndpointBoundIPV6Address(IPAddress.None)
        .Build());
});

// end snippet
using var host = builder.Build();
var index = host.Services.GetRequiredService<ConnectivityIndex>();
var changes = index.Watch();
await host.StartAsync();
var broker = host.Services.GetRequiredService<MqttServer>();
await broker.StartAsync();
Console.WriteLine($"listening on 127.0.0.1:{port}");

var watching = Task.Run(async () =>
{
    await foreach (var (change, _) in changes)
    {
        var now = change.After;
        Console.WriteLine(now.Connected
            ? $"{change.ThingName}: connected from {now.SourceIp}:{now.SourcePort}, keep-alive {now.KeepAliveSeconds} s"
            : $"{change.ThingName}: disconnected, {now.DisconnectReason} ({now.RawReason})");
    }
});
await host.WaitForShutdownAsync();
await broker.StopAsync(new MqttServerStopOptions());
changes.Dispose();
await watching;
