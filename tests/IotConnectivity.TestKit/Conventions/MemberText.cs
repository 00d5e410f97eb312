using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace IotConnectivity.TestKit.Conventions;

/// <summary>Writes the declaration of a member on one line.</summary>
internal static class MemberText
{
    private static readonly Dictionary<string, string> Operators = new(StringComparer.Ordinal)
    {
        ["op_Equality"] = "==",
        ["op_Inequality"] = "!=",
        ["op_LessThan"] = "<",
        ["op_LessThanOrEqual"] = "<=",
        ["op_GreaterThan"] = ">",
        ["op_GreaterThanOrEqual"] = ">=",
        ["op_Addition"] = "+",
        ["op_Subtraction"] = "-",
    };

    private static readonly NullabilityInfoContext Nullability = new();
    private static readonly Lock NullabilityLock = new();

    public static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    public static bool IsVisible(FieldInfo field) => field is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    public static bool IsVisible(PropertyInfo property) => IsVisible(property.GetMethod) || IsVisible(property.SetMethod);

    public static string Of(ConstructorInfo constructor) =>
        $"{Access(constructor)}{TypeText.Definition(constructor.DeclaringType!).Split('.')[^1].Split('<')[0]}({Parameters(constructor)})";

    public static string Of(MethodInfo method)
    {
        var generic = method.GetGenericArguments();
        var parameters = generic.Length == 0 ? "" : $"<{string.Join(", ", generic.Select(argument => argument.Name))}>";
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{Modifiers(method)}{Signature(method)}{parameters}({extension}{Parameters(method)}){Constraints(generic)}";
    }

    public static string Of(PropertyInfo property)
    {
        var accessor = IsVisible(property.GetMethod) ? property.GetMethod! : property.SetMethod!;
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Of))}]";
        var get = IsVisible(property.GetMethod) ? " get;" : "";
        var set = IsVisible(property.SetMethod) ? $" {SetAccess(property)}{(IsInit(property.SetMethod!) ? "init" : "set")};" : "";
        return $"{Modifiers(accessor)}{required}{TypeText.Of(property.PropertyType, Create(property))} {name} {{{get}{set} }}";
    }

    public static string Of(EventInfo added) => $"{Modifiers(added.AddMethod!)}event {TypeText.Of(added.EventHandlerType!, Create(added))} {added.Name}";

    public static string Of(FieldInfo field)
    {
        var type = TypeText.Of(field.FieldType, Create(field));
        var access = field.IsPublic ? "" : "protected ";
        if (field.IsLiteral) return $"{access}const {type} {field.Name} = {Value(field.GetRawConstantValue())}";
        return $"{access}{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{type} {field.Name}";
    }

    public static string Return(MethodInfo method) =>
        (method.ReturnType.IsByRef ? "ref " : "") + TypeText.Of(method.ReturnType, Create(method.ReturnParameter));

    public static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Of));

    public static string Constraints(Type[] arguments) => string.Concat(arguments.Select(Constraint));

    private static string Signature(MethodInfo method) => method.Name switch
    {
        "op_Implicit" => $"implicit operator {Return(method)}",
        "op_Explicit" => $"explicit operator {Return(method)}",
        var name => $"{Return(method)} {(Operators.TryGetValue(name, out var sign) ? "operator " + sign : name)}",
    };

    private static string Constraint(Type argument)
    {
        var attributes = argument.GenericParameterAttributes;
        var parts = new List<string>();
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) parts.Add("class");
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint)) parts.Add("struct");
        parts.AddRange(argument.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(TypeText.Of));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !parts.Contains("struct")) parts.Add("new()");
        return parts.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", parts)}";
    }

    private static string Of(ParameterInfo parameter)
    {
        var mode = "";
        if (parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute))) mode = "params ";
        else if (parameter.IsOut) mode = "out ";
        else if (parameter.ParameterType.IsByRef) mode = parameter.IsIn ? "in " : "ref ";

        var fallback = parameter.HasDefaultValue ? " = " + Value(parameter.DefaultValue, parameter.ParameterType) : "";
        return $"{mode}{TypeText.Of(parameter.ParameterType, Create(parameter))} {parameter.Name}{fallback}";
    }

    private static string Modifiers(MethodBase method)
    {
        var access = Access(method);
        if (method.IsStatic) return access + (method.IsAbstract ? "static abstract " : "static ");
        if (method.DeclaringType!.IsInterface) return "";
        if (method.IsAbstract) return access + "abstract ";
        if (!method.IsVirtual) return access;
        if (!method.Attributes.HasFlag(MethodAttributes.NewSlot)) return access + (method.IsFinal ? "sealed override " : "override ");
        return access + (method.IsFinal ? "" : "virtual ");
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string SetAccess(PropertyInfo property) =>
        property.GetMethod is { IsPublic: true } && !property.SetMethod!.IsPublic ? "protected " : "";

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Value(object? value, Type? type = null) => value switch
    {
        null => type is { IsValueType: true } && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        char character => $"'{character}'",
        bool flag => flag ? "true" : "false",
        Enum named => $"{TypeText.Of(named.GetType())}.{named}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    // The context caches and is not thread-safe.
    private static NullabilityInfo Create(ParameterInfo parameter)
    {
        lock (NullabilityLock) return Nullability.Create(parameter);
    }

    private static NullabilityInfo Create(PropertyInfo property)
    {
        lock (NullabilityLock) return Nullability.Create(property);
    }

    private static NullabilityInfo Create(EventInfo added)
    {
        lock (NullabilityLock) return Nullability.Create(added);
    }

    private static NullabilityInfo Create(FieldInfo field)
    {
        lock (NullabilityLock) return Nullability.Create(field);
    }
}
