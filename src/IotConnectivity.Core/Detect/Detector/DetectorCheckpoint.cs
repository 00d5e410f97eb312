using System.Text.Json;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Detector;

/// <summary>How far the detector was, as a setting of the store: written behind all that has come of the entries up to the position.</summary>
/// <param name="Position">The last entry of the journal up to which everything was judged.</param>
/// <param name="UntilMs">The moment up to which it was judged.</param>
internal sealed record DetectorCheckpoint(long Position, long UntilMs)
{
    internal const string Setting = "detector-checkpoint";

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ViolationJson.Default.DetectorCheckpoint);

    internal static DetectorCheckpoint? Read(IReadOnlyList<StoredSetting> stored)
    {
        if (stored.Count == 0) return null;
        try
        {
            return JsonSerializer.Deserialize(stored[0].Value.Span, ViolationJson.Default.DetectorCheckpoint);
        }
        catch (JsonException exception)
        {
            throw new StoreException(StoreFault.Damaged, $"the stored `{Setting}` cannot be used: {exception.Message}; restore a backup of the store", exception);
        }
    }
}
