namespace IotConnectivity.Diagnostics;

/// <summary>The ids of all log events of this package, one range of a hundred for each room, so that none is used twice.</summary>
internal static class EventIds
{
    // KeepAlive
    public const int ThingsSilent = 1100;
    public const int ListeningPaused = 1101;
    public const int SilenceFailed = 1102;

    // Journal
    public const int JournalRestoring = 1200;
    public const int JournalRestored = 1201;
    public const int JournalFailed = 1202;
    public const int JournalWritable = 1203;
    public const int JournalNotWritten = 1204;
    public const int JournalHistoryLost = 1205;
    public const int JournalNotMaintained = 1206;

    // Fleet
    public const int FleetFailed = 1300;

    // Alerts
    public const int AlertFailed = 1400;
    public const int AlertsNotDelivered = 1401;
    public const int AlertsDeliveredAgain = 1402;
    public const int AlertsDead = 1403;
    public const int AlertsNotRead = 1404;
    public const int AlertsNotEnded = 1405;

    // Detect
    public const int DetectorFailed = 1500;
    public const int ViolationsNotForgotten = 1501;
    public const int WindowsCut = 1502;

    // Mitigation
    public const int MitigationFailed = 1600;
    public const int MitigationWaits = 1601;

    // Brokers
    public const int BrokerOutageNoticed = 1700;
    public const int BrokerOutageOver = 1701;
    public const int BrokerOutageFailed = 1702;
    public const int BrokerListDiffers = 1703;
}
