namespace IotConnectivity.Detect.Detector;

/// <summary>What a behaviour looks at.</summary>
internal enum MetricKind
{
    /// <summary>For how long a thing has been away.</summary>
    Outage,

    /// <summary>How many events of some kind there were in a window of time.</summary>
    Events,

    /// <summary>Where a thing last came from, or tried to.</summary>
    Address,
}
