using System.Text.Json;
using System.Text.Json.Serialization;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

/// <summary>A thing type as a setting of the store.</summary>
internal sealed record ThingTypeDocument(
    Guid Id, IReadOnlyList<string> SearchableAttributes, long CreatedAtMs, string? Description = null, long? DeprecatedAtMs = null)
{
    private const string Prefix = "thing-type/";

    internal static string SettingOf(string typeName) => Prefix + typeName;

    internal static bool IsSetting(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    internal static StoredSetting Write(ThingType type)
    {
        var document = new ThingTypeDocument(
            type.Id, type.SearchableAttributes, type.CreatedAt.ToUnixTimeMilliseconds(), type.Description, type.DeprecatedAt?.ToUnixTimeMilliseconds());
        return new StoredSetting(SettingOf(type.Name), JsonSerializer.SerializeToUtf8Bytes(document, RegistryDocumentContext.Default.ThingTypeDocument));
    }

    /// <summary>Reads all types among the settings.</summary>
    /// <exception cref="StoreException">One cannot be read.</exception>
    internal static IEnumerable<ThingType> ReadAll(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> settings) =>
        settings.Where(static setting => IsSetting(setting.Key)).Select(static setting => Read(setting.Key, setting.Value));

    private static ThingType Read(string setting, ReadOnlyMemory<byte> value)
    {
        var document = RegistryDocument.Read(setting, value, RegistryDocumentContext.Default.ThingTypeDocument);
        return new ThingType(
            setting[Prefix.Length..],
            document.Id,
            document.Description,
            document.SearchableAttributes,
            RegistryDocument.ToTime(setting, document.CreatedAtMs),
            document.DeprecatedAtMs is { } deprecatedAt ? RegistryDocument.ToTime(setting, deprecatedAt) : null);
    }
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ThingTypeDocument))]
[JsonSerializable(typeof(ThingGroupDocument))]
internal sealed partial class RegistryDocumentContext : JsonSerializerContext;
