using System.Reflection;
using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IotConnectivity.TestKit.Conventions;

/// <summary>Rules that every shipped assembly keeps. Each method returns the faults it finds, as sentences; none is good.</summary>
public static class AssemblyRules
{
    private const BindingFlags Everything =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>Every log message has an event id above 0, and no two share one. Operators filter by id; a shared one shows them the wrong message.</summary>
    public static IReadOnlyList<string> EventIdFaults(IEnumerable<Type> types)
    {
        var messages =
            from type in types
            from method in type.GetMethods(Everything)
            let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
            where attribute is not null
            select (Name: $"{type.FullName}.{method.Name}", Id: attribute.EventId);
        var groups = messages.GroupBy(message => message.Id).ToList();
        return
        [
            .. groups.Where(group => group.Key <= 0).SelectMany(group => group).Select(message => $"{message.Name} has no event id"),
            .. groups.Where(group => group.Key > 0 && group.Count() > 1)
                .Select(group => $"event id {group.Key} is shared by {string.Join(", ", group.Select(message => message.Name))}"),
        ];
    }

    /// <summary>No two constants of a class of event ids have one value.</summary>
    public static IReadOnlyList<string> EventIdConstantFaults(Type eventIds)
    {
        ArgumentNullException.ThrowIfNull(eventIds);
        return
        [
            .. eventIds.GetFields(Everything)
                .Where(field => field.IsLiteral && field.FieldType == typeof(int))
                .GroupBy(field => (int)field.GetRawConstantValue()!)
                .Where(group => group.Count() > 1)
                .Select(group => $"event id {group.Key} is shared by {string.Join(", ", group.Select(field => field.Name))}"),
        ];
    }

    /// <summary>Every public class <c>XOptions</c> comes with a class <c>XOptionsValidator</c> that implements <see cref="IValidateOptions{TOptions}"/> for it.</summary>
    public static IReadOnlyList<string> OptionsFaults(IEnumerable<Type> types)
    {
        var all = types.ToList();
        return
        [
            .. all.Where(type => type is { IsClass: true, IsVisible: true } && type.Name.EndsWith("Options", StringComparison.Ordinal))
                .Where(options => !all.Exists(type => IsValidatorOf(type, options)))
                .Select(options => $"{options.FullName} has no {options.Name}Validator that implements IValidateOptions<{options.Name}>"),
        ];
    }

    /// <summary>No documentation comment has an empty summary, and there is documentation at all.</summary>
    /// <param name="documentation">The XML file that the compiler wrote for the assembly.</param>
    public static IReadOnlyList<string> DocumentationFaults(XDocument documentation)
    {
        ArgumentNullException.ThrowIfNull(documentation);
        var members = documentation.Descendants("member").ToList();
        if (members.Count == 0) return ["the documentation file has no members"];
        return
        [
            .. members.Where(member => member.Element("inheritdoc") is null && IsEmpty(member.Element("summary")))
                .Select(member => $"{member.Attribute("name")?.Value} has an empty summary"),
        ];
    }

    /// <summary>Reads the documentation file beside an assembly.</summary>
    public static XDocument DocumentationOf(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"));
    }

    private static bool IsValidatorOf(Type type, Type options) =>
        type.Name == options.Name + "Validator" && typeof(IValidateOptions<>).MakeGenericType(options).IsAssignableFrom(type);

    private static bool IsEmpty(XElement? summary) => summary is null || (string.IsNullOrWhiteSpace(summary.Value) && !summary.HasElements);
}
