namespace IotConnectivity.Queries.Schema;

/// <summary>Where the values of fields come from; each can be indexed or not.</summary>
[Flags]
internal enum QuerySources
{
    None = 0,
    Registry = 1,
    Connectivity = 2,
    DeviceDefender = 4,
    Shadow = 8,
}

internal static class QuerySourceText
{
    /// <summary>Gets the name that AWS IoT has for one source in its errors.</summary>
    internal static string ToErrorText(this QuerySources source) => source switch
    {
        QuerySources.Connectivity => "Connectivity",
        QuerySources.DeviceDefender => "Devicedefender",
        QuerySources.Shadow => "Shadow",
        _ => "Registry",
    };
}
