namespace IotConnectivity.Lifecycle;

/// <summary>The sample files beside the tests.</summary>
internal static class GoldenFile
{
    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Lifecycle", "Golden", name));
}
