using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

/// <summary>What the documents of thing types and groups have in common: JSON with the names of the library's own members.</summary>
internal static class RegistryDocument
{
    internal static T Read<T>(string setting, ReadOnlyMemory<byte> value, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(value.Span, type) ?? throw new JsonException("the value is null");
        }
        catch (JsonException exception)
        {
            throw Damaged(setting, exception.Message, exception);
        }
    }

    internal static DateTimeOffset ToTime(string setting, long milliseconds)
    {
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw Damaged(setting, exception.Message, exception);
        }
    }

    internal static StoreException Damaged(string setting, string what, Exception? inner = null) =>
        new(StoreFault.Damaged, $"the stored `{setting}` cannot be used: {what}; restore a backup of the store", inner);
}
