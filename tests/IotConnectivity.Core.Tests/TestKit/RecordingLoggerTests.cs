using Microsoft.Extensions.Logging;

namespace IotConnectivity.TestKit;

public partial class RecordingLoggerTests
{
    [Fact]
    public void Log_GeneratedMessage_KeepsTextValuesAndException()
    {
        var logger = new RecordingLogger<RecordingLoggerTests>();
        var error = new InvalidDataException("broken");

        Log.Lost(logger, "pump-1", 3, error);

        var entry = Assert.Single(logger.Entries);
        Assert.Equal("Warning 7: Lost `pump-1` after 3 s", entry.ToString());
        Assert.Equal("IotConnectivity.TestKit.RecordingLoggerTests", entry.Category);
        Assert.Equal("Lost", entry.EventId.Name);
        Assert.Equal("pump-1", entry.Values["ThingName"]);
        Assert.Equal(3, entry.Values["Seconds"]);
        Assert.Same(error, entry.Exception);
    }

    [Fact]
    public void Log_BelowTheMinimumLevel_IsNotKept()
    {
        var logger = new RecordingLogger { MinimumLevel = LogLevel.Error };

        Log.Lost(logger, "pump-1", 3, null);

        Assert.False(logger.IsEnabled(LogLevel.Warning));
        Assert.True(logger.IsEnabled(LogLevel.Error));
        Assert.False(logger.IsEnabled(LogLevel.None));
        Assert.Empty(logger.Entries);
    }

    [Fact]
    public void CreateLogger_TwoCategories_ShareOneList()
    {
        using var provider = new RecordingLoggerProvider();

        Log.Lost(provider.CreateLogger("first"), "pump-1", 1, null);
        Log.Lost(provider.CreateLogger("second"), "pump-2", 2, null);

        Assert.Equal(["first", "second"], provider.Entries.Select(entry => entry.Category));
    }

    private static partial class Log
    {
        [LoggerMessage(7, LogLevel.Warning, "Lost `{ThingName}` after {Seconds} s")]
        public static partial void Lost(ILogger logger, string thingName, int seconds, Exception? exception);
    }
}
