using System.Reflection;
using System.Text;

namespace IotConnectivity.TestKit.Conventions;

/// <summary>Writes types as C# does: <c>IReadOnlyList&lt;string?&gt;</c>, <c>int?</c>, <c>long[]</c>.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>Writes a type without regard to nullable references.</summary>
    public static string Of(Type type) => Of(type, nullability: null);

    /// <summary>Writes a type with <c>?</c> where a reference may be null.</summary>
    public static string Of(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef) return Of(type.GetElementType()!, nullability);
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Of(underlying) + "?";

        var mark = !type.IsValueType && nullability?.ReadState == NullabilityState.Nullable ? "?" : "";
        if (type.IsArray) return $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        return Keywords.TryGetValue(type, out var keyword) ? keyword + mark : Named(type, nullability) + mark;
    }

    /// <summary>Writes the name of a definition: outer types, and the names of its type parameters.</summary>
    public static string Definition(Type type) => Named(type, nullability: null);

    private static string Named(Type type, NullabilityInfo? nullability)
    {
        if (type.IsGenericParameter) return type.Name;

        var arguments = type.GetGenericArguments();
        var outer = type.DeclaringType;
        var taken = outer?.GetGenericArguments().Length ?? 0;
        var text = new StringBuilder();
        if (outer is not null)
        {
            var closed = taken > 0 && !type.IsGenericTypeDefinition ? outer.MakeGenericType(arguments[..taken]) : outer;
            text.Append(Named(closed, nullability: null)).Append('.');
        }

        text.Append(type.Name.Split('`')[0]);
        if (arguments.Length > taken)
        {
            var written = arguments.Select((argument, i) => Of(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(i))).Skip(taken);
            text.Append('<').AppendJoin(", ", written).Append('>');
        }

        return text.ToString();
    }
}
