using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

public class LinkTests
{
    [Fact]
    public async Task OpenAsync_SecondStoreThroughALinkToTheFile_IsRefused()
    {
        using var test = new TestStore();
        await using var first = await test.OpenAsync();
        var folder = Directory.CreateDirectory(test.File("elsewhere"));
        var link = System.IO.Path.Combine(folder.FullName, "link.db");
        File.CreateSymbolicLink(link, test.Path);
        test.Path = link;

        var exception = await test.OpenAndFailAsync();

        Assert.Equal(StoreFault.Locked, exception.Fault);
    }
}
