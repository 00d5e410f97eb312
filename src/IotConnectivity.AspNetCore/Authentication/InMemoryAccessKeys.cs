using System.Collections.Frozen;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>The access keys of the options, by id.</summary>
internal sealed class InMemoryAccessKeys : IAccessKeySource
{
    private readonly FrozenDictionary<string, AccessKey>.AlternateLookup<ReadOnlySpan<char>> _byId;

    public InMemoryAccessKeys(IEnumerable<AccessKey> keys) =>
        _byId = keys.ToFrozenDictionary(key => key.Id, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public AccessKey? Find(ReadOnlySpan<char> accessKeyId) => _byId.TryGetValue(accessKeyId, out var key) ? key : null;
}
