using IotConnectivity.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.AspNetCore.History;

public class HistoryOperationTests
{
    [Theory]
    [InlineData("connectivity-history")]
    [InlineData("connectivity-at?time=1767168000")]
    [InlineData("uptime")]
    [InlineData("explain")]
    public async Task AnyOperation_StoreIsClosedMeanwhile_Answers503(string operation)
    {
        var store = new FaultyStore();
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Add = connectivity => connectivity.Services.AddSingleton<IConnectivityStore>(store) });
        await host.CreateThingsAsync("a");
        store.IsClosed = true;

        (await host.SendAsync("GET", $"/things/a/{operation}")).AssertError(503, "ServiceUnavailableException", "the history cannot be read at this moment, try again");
    }
}
