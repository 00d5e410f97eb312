using System.Reflection;
using IotConnectivity.Storage;

namespace IotConnectivity.RabbitMq;

/// <summary>A store whose commits wait until they are let go.</summary>
public class HeldStore : DispatchProxy
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IConnectivityStore _store = null!;

    internal static IConnectivityStore Make(IConnectivityStore inner, out HeldStore held)
    {
        var store = Create<IConnectivityStore, HeldStore>();
        held = (HeldStore)store;
        held._store = inner;
        return store;
    }

    internal void Release() => _release.TrySetResult();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name != nameof(IConnectivityStore.CommitAsync)) return targetMethod.Invoke(_store, args);
        return new ValueTask(CommitAsync((StoreBatch)args![0]!));
    }

    private async Task CommitAsync(StoreBatch batch)
    {
        await _release.Task;
        await _store.CommitAsync(batch, CancellationToken.None);
    }
}
