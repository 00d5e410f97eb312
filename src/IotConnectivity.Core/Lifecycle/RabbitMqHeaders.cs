using System.Collections;
using System.Globalization;
using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Reads the headers of a message, as an AMQP client hands them out: texts as bytes, integers, lists and tables.</summary>
internal static class RabbitMqHeaders
{
    public static ReadOnlySpan<byte> Text(IDictionary<string, object?> headers, JsonMember member) => Bytes(Value(headers, member));

    public static long? Number(IDictionary<string, object?> headers, JsonMember member, long max)
    {
        var number = Value(headers, member) switch
        {
            long value => value,
            int value => value,
            uint value => value,
            short value => value,
            ushort value => value,
            byte value => value,
            sbyte value => value,
            ulong value and <= long.MaxValue => (long)value,
            byte[] value when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var read) => read,
            string value when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var read) => read,
            _ => -1L,
        };
        return number >= 0 && number <= max ? number : null;
    }

    public static ReadOnlySpan<byte> ClientId(IDictionary<string, object?> headers)
    {
        var properties = Value(headers, RabbitMqMember.ClientProperties);
        if (properties is IDictionary<string, object?> table && table.TryGetValue("client_id", out var plain)) return Bytes(plain);
        if (properties is IEnumerable list and not (byte[] or string or IDictionary))
        {
            foreach (var property in list)
            {
                if (RabbitMqFields.TryFindInProperty(Bytes(property), out var found)) return found;
            }
        }

        return RabbitMqFields.TryFindInProperty(Bytes(properties), out var clientId) ? clientId : default;
    }

    private static object? Value(IDictionary<string, object?> headers, JsonMember member) =>
        headers.TryGetValue(member.Name, out var value) || headers.TryGetValue("x-opt-" + member.Name, out value) ? value : null;

    private static ReadOnlySpan<byte> Bytes(object? value) => value switch
    {
        byte[] bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        _ => default,
    };
}
