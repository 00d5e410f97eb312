using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace IotConnectivity.TestKit.Conventions;

/// <summary>Writes what a user of an assembly can see, one line for each type and member.</summary>
/// <remarks>
/// A line reads <c>Namespace.Type: declaration</c>, so that a difference says where it is without the lines around it. What the compiler adds to a record
/// is left out; that the type is a record stands in its own line.
/// </remarks>
public static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>Writes all public types of an assembly, in ordinal order of their lines.</summary>
    public static IReadOnlyList<string> Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return [.. assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Of)];
    }

    /// <summary>Writes one type: its own line, then its members in ordinal order, enum members by value.</summary>
    public static IEnumerable<string> Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var name = $"{type.Namespace}.{TypeText.Definition(type)}: ";
        return Lines(type).Select(line => name + line);
    }

    private static IEnumerable<string> Lines(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            var constraints = MemberText.Constraints(type.GetGenericArguments());
            return [$"{Obsolete(type)}delegate {MemberText.Return(invoke)} {TypeText.Definition(type)}({MemberText.Parameters(invoke)}){constraints}"];
        }

        if (type.IsEnum) return [.. EnumLines(type)];

        return [TypeLine(type), .. MemberLines(type).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> EnumLines(Type type)
    {
        var flags = type.IsDefined(typeof(FlagsAttribute)) ? "[Flags] " : "";
        yield return $"{Obsolete(type)}{flags}enum : {TypeText.Of(Enum.GetUnderlyingType(type))}";
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            yield return $"{Obsolete(field)}{field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}";
        }
    }

    private static string TypeLine(Type type)
    {
        var bases = new List<string>();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)) bases.Add(TypeText.Of(parent));
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        bases.AddRange(type.GetInterfaces().Except(inherited).Where(i => i.IsVisible).Select(TypeText.Of).Order(StringComparer.Ordinal));
        var list = bases.Count == 0 ? "" : " : " + string.Join(", ", bases);
        var own = type.GetGenericArguments()[(type.DeclaringType?.GetGenericArguments().Length ?? 0)..];
        return Obsolete(type) + Modifiers(type) + Kind(type) + list + MemberText.Constraints(own);
    }

    private static string Modifiers(Type type)
    {
        if (type.IsInterface) return "";
        if (type.IsValueType) return (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "");
        if (type.IsAbstract) return type.IsSealed ? "static " : "abstract ";
        return type.IsSealed ? "sealed " : "";
    }

    private static string Kind(Type type)
    {
        if (type.IsInterface) return "interface";
        var record = type.GetMethod("PrintMembers", Declared)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true ? "record " : "";
        return record + (type.IsValueType ? "struct" : "class");
    }

    private static IEnumerable<string> MemberLines(Type type)
    {
        foreach (var member in type.GetMembers(Declared))
        {
            var line = member switch
            {
                ConstructorInfo { IsStatic: false } constructor when MemberText.IsVisible(constructor) => MemberText.Of(constructor),
                MethodInfo { IsSpecialName: false } method when IsWritten(method) => MemberText.Of(method),
                MethodInfo { IsSpecialName: true } method when method.Name.StartsWith("op_", StringComparison.Ordinal) && IsWritten(method) => MemberText.Of(method),
                PropertyInfo property when MemberText.IsVisible(property) && property.Name != "EqualityContract" => MemberText.Of(property),
                EventInfo added when MemberText.IsVisible(added.AddMethod) => MemberText.Of(added),
                FieldInfo field when MemberText.IsVisible(field) => MemberText.Of(field),
                _ => null,
            };
            if (line is not null) yield return Obsolete(member) + line;
        }
    }

    private static bool IsWritten(MethodInfo method) => MemberText.IsVisible(method) && !method.IsDefined(typeof(CompilerGeneratedAttribute));

    // The compiler marks types and members with required members as obsolete for compilers that do not know them.
    private static string Obsolete(MemberInfo member) =>
        member.GetCustomAttribute<ObsoleteAttribute>() is { } && !member.IsDefined(typeof(CompilerFeatureRequiredAttribute)) ? "[Obsolete] " : "";
}
