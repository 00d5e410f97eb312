using System.Text.Json;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

/// <summary>A thing group as a setting of the store. Its members are with the things. A dynamic one is built anew after each start, whatever its status was.</summary>
internal sealed record ThingGroupDocument(
    Guid Id,
    long Version,
    long CreatedAtMs,
    string? ParentName = null,
    string? Description = null,
    Dictionary<string, string>? Attributes = null,
    string? IndexName = null,
    string? QueryString = null,
    string? QueryVersion = null)
{
    private const string Prefix = "thing-group/";

    internal static string SettingOf(string groupName) => Prefix + groupName;

    internal static bool IsSetting(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    internal static StoredSetting Write(ThingGroup group)
    {
        var document = new ThingGroupDocument(
            group.Id,
            group.Version,
            group.CreatedAt.ToUnixTimeMilliseconds(),
            group.ParentName,
            group.Description,
            group.Attributes.Count == 0 ? null : group.Attributes.ToDictionary(),
            group.Query?.IndexName,
            group.Query?.QueryString,
            group.Query?.QueryVersion);
        return new StoredSetting(SettingOf(group.Name), JsonSerializer.SerializeToUtf8Bytes(document, RegistryDocumentContext.Default.ThingGroupDocument));
    }

    /// <summary>Reads all groups among the settings, each after the one that it stands below.</summary>
    /// <exception cref="StoreException">One cannot be read, or stands below one that is not there.</exception>
    internal static IEnumerable<ThingGroup> ReadAll(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> settings)
    {
        var left = settings.Where(static setting => IsSetting(setting.Key))
            .ToDictionary(
                static setting => setting.Key[Prefix.Length..],
                static setting => RegistryDocument.Read(setting.Key, setting.Value, RegistryDocumentContext.Default.ThingGroupDocument),
                StringComparer.Ordinal);
        var ancestors = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        while (left.Count > 0)
        {
            var ready = left.Where(one => one.Value.ParentName is null || ancestors.ContainsKey(one.Value.ParentName)).ToList();
            if (ready.Count == 0) throw RegistryDocument.Damaged(SettingOf(left.First().Key), $"the group above it, `{left.First().Value.ParentName}`, is not there");
            foreach (var (name, document) in ready)
            {
                ancestors[name] = document.ParentName is { } parent ? [.. ancestors[parent], parent] : [];
                left.Remove(name);
                yield return document.ToGroup(name, ancestors[name]);
            }
        }
    }

    private ThingGroup ToGroup(string name, IReadOnlyList<string> ancestors)
    {
        try
        {
            return new ThingGroup(
                name, Id, ancestors, Description, ThingAttributes.Create(Attributes ?? []), Version, RegistryDocument.ToTime(SettingOf(name), CreatedAtMs))
            {
                Query = QueryString is null ? null : new ThingGroupQuery(IndexName ?? string.Empty, QueryString, QueryVersion ?? string.Empty, ThingGroupStatus.Building),
            };
        }
        catch (ArgumentException exception)
        {
            throw RegistryDocument.Damaged(SettingOf(name), exception.Message, exception);
        }
    }
}
