namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>AWS lifecycle events of one line.</summary>
internal static class Event
{
    public static string Connected(string clientId, int number = 1) =>
        $$"""{"clientId":"{{clientId}}","timestamp":{{1767168000000 + number}},"eventType":"connected","versionNumber":{{number}}}""" + "\n";

    public static string Disconnected(string clientId, int number = 1) =>
        $$"""{"clientId":"{{clientId}}","timestamp":{{1767168000000 + number}},"eventType":"disconnected","versionNumber":{{number}},"disconnectReason":"CONNECTION_LOST"}""" + "\n";
}
