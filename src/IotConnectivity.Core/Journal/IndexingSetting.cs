using System.Text.Json;
using System.Text.Json.Serialization;
using IotConnectivity.Indexing;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

/// <summary>The index configuration as a setting of the store: JSON with the names of the library's own members.</summary>
internal static class IndexingSetting
{
    internal const string Name = "indexing";

    internal static ReadOnlyMemory<byte> Write(IndexingConfiguration configuration) =>
        JsonSerializer.SerializeToUtf8Bytes(configuration, IndexingSettingContext.Default.IndexingConfiguration);

    internal static IndexingConfiguration Read(ReadOnlyMemory<byte> value)
    {
        try
        {
            return JsonSerializer.Deserialize(value.Span, IndexingSettingContext.Default.IndexingConfiguration)
                ?? throw new JsonException("the value is null");
        }
        catch (JsonException exception)
        {
            throw new StoreException(
                StoreFault.Damaged, $"the stored index configuration cannot be read: {exception.Message}; restore a backup of the store", exception);
        }
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(IndexingConfiguration))]
internal sealed partial class IndexingSettingContext : JsonSerializerContext;
