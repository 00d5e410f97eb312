using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IotConnectivity.RabbitMq;

/// <summary>Says whether the events of each RabbitMQ come in: degraded while one is not connected, since what the index shows of its devices grows old.</summary>
/// <param name="links">The sources.</param>
/// <param name="time">The clock; <see langword="null"/> for the system's.</param>
/// <remarks>Add it with <c>services.AddHealthChecks().AddCheck&lt;RabbitMqHealthCheck&gt;("rabbitmq")</c>.</remarks>
public sealed class RabbitMqHealthCheck(IEnumerable<RabbitMqLink> links, TimeProvider? time = null) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = (time ?? TimeProvider.System).GetUtcNow();
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        List<string> faults = [];
        foreach (var link in links)
        {
            data[link.Address] = link.Since;
            if (link.Fault is { } fault) faults.Add($"RabbitMQ {link.Address} is not connected for {now - link.Since}: {fault}");
        }

        return Task.FromResult(faults.Count == 0 ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(string.Join("; ", faults), data: data));
    }
}
