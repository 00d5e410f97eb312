using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace IotConnectivity.Lifecycle;

/// <summary>The names of the members that a dialect reads, on all levels of its objects. All others are skipped.</summary>
/// <remarks>Filled once, when a dialect is first used; any thread may read it then.</remarks>
internal sealed class JsonMembers
{
    /// <summary>So many members fit into one table, those of inner objects included.</summary>
    public const int MaxCount = 19;

    private const int MaxNameLength = 40;

    private readonly JsonMembers _root;
    private readonly JsonMember[][] _byLength = [.. Enumerable.Repeat(Array.Empty<JsonMember>(), MaxNameLength + 1)];
    private int _count;

    public JsonMembers() => _root = this;

    private JsonMembers(JsonMembers root) => _root = root;

    /// <summary>Adds a member.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="aliases">Names that mean the same.</param>
    public JsonMember Add(string name, params ReadOnlySpan<string> aliases) => Add(null, name, aliases);

    /// <summary>Adds a member that is an object, and whose members are read as well.</summary>
    public JsonMembers AddObject(string name, params ReadOnlySpan<string> aliases)
    {
        var inner = new JsonMembers(_root);
        Add(inner, name, aliases);
        return inner;
    }

    /// <summary>Finds the member whose name the reader stands on.</summary>
    public JsonMember? Find(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped) return Find(json.ValueSpan);

        // An escape of one character takes at most six bytes.
        if (json.ValueSpan.Length > MaxNameLength * 6) return null;
        Span<byte> name = stackalloc byte[MaxNameLength * 6];
        try
        {
            return Find(name[..json.CopyString(name)]);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: not a name that we know.
            return null;
        }
    }

    private JsonMember? Find(ReadOnlySpan<byte> name)
    {
        if ((uint)name.Length >= (uint)_byLength.Length) return null;
        var sameLength = _byLength[name.Length];
        if (sameLength.Length == 0) return null;
        var ends = JsonMember.EndsOf(name);
        foreach (var member in sameLength)
        {
            if (member.Ends == ends && (name.Length <= 16 || name.SequenceEqual(member.Utf8))) return member;
        }

        return null;
    }

    private JsonMember Add(JsonMembers? inner, string name, ReadOnlySpan<string> aliases)
    {
        var index = _root._count++;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, MaxCount, nameof(name));
        foreach (var alias in aliases) Add(new JsonMember(index, alias, inner));
        return Add(new JsonMember(index, name, inner));
    }

    private JsonMember Add(JsonMember member)
    {
        ref var sameLength = ref _byLength[member.Utf8.Length];
        sameLength = [.. sameLength, member];
        return member;
    }
}

/// <summary>A member that a dialect reads.</summary>
/// <param name="index">Its place among the values of an event.</param>
/// <param name="name">Its name.</param>
/// <param name="inner">The members of the object that it is, if they are read.</param>
internal sealed class JsonMember(int index, string name, JsonMembers? inner)
{
    public int Index { get; } = index;

    public string Name { get; } = name;

    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>Gets the first and the last eight bytes of the name, which are all of most names and quick to compare.</summary>
    public (ulong First, ulong Last) Ends { get; } = EndsOf(Encoding.UTF8.GetBytes(name));

    public JsonMembers? Inner { get; } = inner;

    public static (ulong First, ulong Last) EndsOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        >= 8 => (BinaryPrimitives.ReadUInt64LittleEndian(name), BinaryPrimitives.ReadUInt64LittleEndian(name[^8..])),
        >= 4 => (BinaryPrimitives.ReadUInt32LittleEndian(name), BinaryPrimitives.ReadUInt32LittleEndian(name[^4..])),
        >= 1 => (name[0], name[^1] + ((ulong)name[name.Length / 2] << 8)),
        _ => default,
    };
}
