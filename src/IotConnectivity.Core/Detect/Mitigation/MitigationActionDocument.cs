using System.Text.Json;
using System.Text.Json.Serialization;
using IotConnectivity.Journal;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Mitigation;

/// <summary>A mitigation action as a setting of the store: JSON with the names of the library's own members.</summary>
internal sealed record MitigationActionDocument(Guid Id, long CreatedAtMs, long ModifiedAtMs, string RoleArn, AddToThingGroups AddToThingGroups)
{
    internal const string Prefix = "mitigation-action/";

    internal static ReadOnlyMemory<byte> Write(MitigationAction action) => JsonSerializer.SerializeToUtf8Bytes(
        new MitigationActionDocument(action.Id, action.CreatedAt.ToUnixTimeMilliseconds(), action.ModifiedAt.ToUnixTimeMilliseconds(), action.RoleArn, action.Params),
        MitigationActionContext.Default.MitigationActionDocument);

    /// <summary>Reads an action.</summary>
    /// <exception cref="StoreException">It cannot be used.</exception>
    internal static MitigationAction Read(StoredSetting setting)
    {
        var document = RegistryDocument.Read(setting.Name, setting.Value, MitigationActionContext.Default.MitigationActionDocument);
        var (created, modified) = (RegistryDocument.ToTime(setting.Name, document.CreatedAtMs), RegistryDocument.ToTime(setting.Name, document.ModifiedAtMs));
        return new MitigationAction(setting.Name[Prefix.Length..], document.Id, created, modified) { RoleArn = document.RoleArn, Params = document.AddToThingGroups };
    }
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(MitigationActionDocument))]
internal sealed partial class MitigationActionContext : JsonSerializerContext;
