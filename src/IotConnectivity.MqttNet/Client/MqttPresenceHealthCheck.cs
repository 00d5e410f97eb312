using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IotConnectivity.MqttNet.Client;

/// <summary>Degraded while the presence events of a broker are not heard.</summary>
/// <param name="clients">Those who listen.</param>
/// <remarks>Add it to the application's checks: <c>services.AddHealthChecks().AddCheck&lt;MqttPresenceHealthCheck&gt;("presence")</c>.</remarks>
public sealed class MqttPresenceHealthCheck(IEnumerable<MqttPresenceClient> clients) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var states = clients.Select(static client => client.State).ToList();
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["listening"] = states.Count(static state => state.IsListening),
            ["gaps"] = states.Sum(static state => state.Gaps),
            ["lastGapSeconds"] = states.Select(static state => state.LastGap.TotalSeconds).DefaultIfEmpty().Max(),
        };
        var silent = states.Find(static state => !state.IsListening);
        return Task.FromResult(silent is null
            ? HealthCheckResult.Healthy("presence events are heard", data)
            : HealthCheckResult.Degraded($"presence events are not heard since {silent.Since:u}: {silent.Fault ?? "not connected yet"}", data: data));
    }
}
