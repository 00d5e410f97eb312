using IotConnectivity.Lifecycle;

namespace IotConnectivity.Brokers;

/// <summary>A broker was stopped or killed, and what became of its connections. One for each outage, told once the clients have had their time to come back; not for a stop after which the ends of all were told and nobody has come back.</summary>
/// <param name="Source">The broker: in its new lifetime, or in the old one when it was stopped and has not started again.</param>
/// <param name="OldEpoch">The lifetime that has ended; the greatest epoch heard of it.</param>
/// <param name="NewEpoch">The lifetime that followed, the last one when there were several; <see langword="null"/> when the broker has not started again.</param>
/// <param name="IsPolite">Whether the broker said that it stops; otherwise it was killed or has crashed.</param>
/// <param name="Restarts">How often it was started before the clients' time was over; usually 1, and 0 when it has not started again.</param>
/// <param name="Suspects">How many connections of the old lifetime were open in the index: the sum of the next three.</param>
/// <param name="Returned">How many of these clients are connected again.</param>
/// <param name="Ended">How many ended in another way, for example by a late event, or are not things any more.</param>
/// <param name="Closed">How many did not come back and were ended in one batch, dated to the last sign of life.</param>
/// <param name="LastSignOfLife">The last stamp heard of the old lifetime, by the clock of the source; <see langword="null"/> when none is known.</param>
/// <param name="NoticedAt">When the end of the lifetime was noticed.</param>
/// <param name="ClosedAt">When the clients' time was over.</param>
public sealed record BrokerIncident(
    LifecycleSource Source,
    long OldEpoch,
    long? NewEpoch,
    bool IsPolite,
    int Restarts,
    int Suspects,
    int Returned,
    int Ended,
    int Closed,
    DateTimeOffset? LastSignOfLife,
    DateTimeOffset NoticedAt,
    DateTimeOffset ClosedAt);
