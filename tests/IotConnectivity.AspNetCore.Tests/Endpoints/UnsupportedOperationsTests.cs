using System.Text.RegularExpressions;

namespace IotConnectivity.AspNetCore.Endpoints;

public partial class UnsupportedOperationsTests
{
    [Fact]
    public async Task All_OfThem_AreAnsweredWithTheirNames()
    {
        await using var host = await ApiHost.StartAsync();
        var faults = new List<string>();

        foreach (var (name, method, path) in UnsupportedOperations.All)
        {
            var response = await host.SendAsync(method, Parameter().Replace(path, "x"));
            var expected = (501, "NotImplementedException", $$"""{"message":"{{name}} is an operation of AWS IoT that this service does not have"}""");
            if ((response.Status, response.Error, response.Body) != expected) faults.Add($"{name} {method} {path}: {response}");
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void All_OfThem_HaveNamesAndRoutesOfTheirOwn()
    {
        var all = UnsupportedOperations.All.ToList();

        Assert.Equal(all.Count, all.Select(operation => operation.Name).Distinct().Count());
        Assert.Equal(all.Count, all.Select(operation => (operation.Method, Parameter().Replace(operation.Path, "x"))).Distinct().Count());
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
