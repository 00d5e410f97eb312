// What the adapter costs an MQTTnet broker:
//
//   dotnet run -c Release --project benchmarks/MqttNet               # the events of one client, by BenchmarkDotNet
//   dotnet run -c Release --project benchmarks/MqttNet -- broker     # processor time of a whole broker with and without the adapter
using BenchmarkDotNet.Running;
using IotConnectivity.MqttNet.Benchmarks;

switch (args)
{
    case []:
        BenchmarkRunner.Run<ServerAdapterBenchmarks>();
        break;
    case ["broker"]:
        await BrokerReport.RunAsync();
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
