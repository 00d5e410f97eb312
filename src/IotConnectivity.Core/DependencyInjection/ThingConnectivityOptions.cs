using IotConnectivity.Brokers;
using IotConnectivity.Detect;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Journal;
using IotConnectivity.KeepAlive;

namespace IotConnectivity.DependencyInjection;

/// <summary>Options of <c>AddThingConnectivity()</c>.</summary>
public sealed class ThingConnectivityOptions
{
    /// <summary>Gets or sets a value indicating whether a client that nobody registered becomes a thing with its first event, if its client id is a valid thing name.</summary>
    /// <value>The default is <see langword="false"/>, as in AWS IoT: such clients leave no trace.</value>
    /// <remarks>Takes effect when the host starts or, in a program without a host, when the registry is resolved.</remarks>
    public bool RegisterOnFirstContact { get; set; }

    /// <summary>Gets or sets a value indicating whether the host starts its other services while stored things are still being brought back.</summary>
    /// <value>The default is <see langword="false"/>: no other hosted service starts before everything is back. <c>AddAwsApi()</c> sets it, so that a health check can answer.</value>
    /// <remarks>
    /// While it is <see langword="true"/>, the registry refuses changes until <see cref="ConnectivityJournal.IsReady"/>; await
    /// <see cref="ConnectivityJournal.WaitUntilReadyAsync"/> before you feed events in. Either way the start of the host ends when everything is back.
    /// </remarks>
    public bool RestoreInBackground { get; set; }

    /// <summary>Gets the options of the keep-alive watchdog.</summary>
    public KeepAliveOptions KeepAlive { get; } = new();

    /// <summary>Gets the options of what happens when a broker was restarted.</summary>
    public BrokerOptions Brokers { get; } = new();

    /// <summary>Gets the options of the journal: how long history is kept.</summary>
    public JournalOptions Journal { get; } = new();

    /// <summary>Gets the options of the detector of violations.</summary>
    public DetectOptions Detect { get; } = new();

    /// <summary>Gets the options of the alerts: for how long they are held back, and tried.</summary>
    public AlertOptions Alerts { get; } = new();
}
