using IotConnectivity.Diagnostics;
using IotConnectivity.Lifecycle;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.Brokers;

public sealed partial class BrokerEpochs
{
    private static partial class Log
    {
        [LoggerMessage(EventIds.BrokerOutageNoticed, LogLevel.Warning, "Broker {Source} was stopped or restarted, its last epoch is {Epoch}: {Suspects} connections are in doubt and get {Grace} to come back.")]
        public static partial void Noticed(ILogger logger, LifecycleSource source, long epoch, int suspects, TimeSpan grace);

        [LoggerMessage(EventIds.BrokerOutageOver, LogLevel.Warning, "Broker {Source} was {Cause} with {Suspects} connections: {Returned} came back, {Ended} ended in another way, {Closed} were ended, dated to its last sign of life {LastSignOfLife}.")]
        public static partial void Over(ILogger logger, LifecycleSource source, string cause, int suspects, int returned, int ended, int closed, DateTimeOffset? lastSignOfLife);

        [LoggerMessage(EventIds.BrokerOutageFailed, LogLevel.Error, "Connections of a broker's earlier lifetime could not be ended; they count as connected until the next attempt, in a second.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
