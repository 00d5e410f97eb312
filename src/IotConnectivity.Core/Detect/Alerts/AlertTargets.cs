namespace IotConnectivity.Detect.Alerts;

/// <summary>A target that the program has bound to a topic.</summary>
/// <param name="TopicArn">The topic; <see langword="null"/> for all that have no target of their own.</param>
/// <param name="Make">Makes the target.</param>
internal sealed record AlertBinding(string? TopicArn, Func<IServiceProvider, IAlertTarget> Make);

/// <summary>Which topic goes where. What is bound last counts.</summary>
internal sealed class AlertTargets : IAsyncDisposable
{
    private readonly Dictionary<string, IAlertTarget> _targets = new(StringComparer.Ordinal);
    private readonly IAlertTarget? _others;

    internal AlertTargets(IEnumerable<AlertBinding> bindings, IServiceProvider services)
    {
        foreach (var binding in bindings.Reverse())
        {
            if (binding.TopicArn is null) _others ??= binding.Make(services);
            else if (!_targets.ContainsKey(binding.TopicArn)) _targets.Add(binding.TopicArn, binding.Make(services));
        }
    }

    internal IAlertTarget? Find(string topicArn) => _targets.GetValueOrDefault(topicArn) ?? _others;

    /// <summary>Says why alerts cannot go to a topic.</summary>
    /// <returns><see langword="null"/> when they can.</returns>
    internal string? Refuse(string topicArn) => Find(topicArn) is not null ? null
        : _targets.Count == 0 ? $"no target is configured for the topic `{topicArn}`, nor for any other"
        : $"no target is configured for the topic `{topicArn}`, expected one of {string.Join(", ", _targets.Keys.Order(StringComparer.Ordinal).Select(static arn => $"`{arn}`"))}";

    /// <summary>Says whether a text is the ARN of an SNS topic, such as <c>arn:aws:sns:us-east-1:123456789012:Offline</c>.</summary>
    internal static bool IsTopicArn(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 6 && parts[0] == "arn" && parts[2] == "sns" && parts[1].Length > 0 && parts[3].Length > 0
            && parts[4] is { Length: 12 } account && account.All(char.IsAsciiDigit)
            && parts[5] is { Length: > 0 and <= 256 } name && name.All(static one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_' or '.');
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var target in _targets.Values.Append(_others).Distinct())
        {
            if (target is IAsyncDisposable patient) await patient.DisposeAsync().ConfigureAwait(false);
            else (target as IDisposable)?.Dispose();
        }
    }
}
