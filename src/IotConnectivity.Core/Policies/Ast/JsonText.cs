using System.Text.Encodings.Web;
using System.Text.Json;

namespace IotConnectivity.Policies.Ast;

/// <summary>Prints the pieces that every node's <c>ToString</c> is made of.</summary>
internal static class JsonText
{
    internal static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    internal static string List(IEnumerable<object> nodes) => $"[{string.Join(',', nodes)}]";
}
