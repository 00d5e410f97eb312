using IotConnectivity.StoreConformance;
using IotConnectivity.TestKit;

namespace IotConnectivity.Storage;

// Bytes that are nearly right: each is read or refused, and nothing is thrown.
[Trait("Category", "Fuzz")]
public class EventFormFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 17;
    private static readonly int Inputs = Repetitions.Of(400_000);

    [Fact]
    public void EventReader_AnyBytes_AreReadOrRefused()
    {
        output.WriteLine($"seed {Seed}, {Inputs} inputs");
        var sources = new SourceTable();
        var writer = new EventWriter(sources);
        var random = new Random(Seed);
        var any = new AnyEvent(Seed);
        var (read, refused) = (0, 0);

        for (var i = 0; i < Inputs; i++)
        {
            writer.Clear();
            if (i % 2 == 0) writer.WriteEntry(any.NextEntry(1, "t"));
            else writer.WriteEvents([any.Next("t"), any.Next("t")]);
            var bytes = Spoil(writer.Written.ToArray(), random);

            var isEntry = new EventReader(bytes, sources, "t").TryReadEntry(1, out var entry);
            var areEvents = new EventReader(bytes, sources, "t").TryReadEvents(out var events);

            if (isEntry) Assert.NotNull(entry.Event.Source);
            if (areEvents) Assert.All(events!, one => Assert.NotNull(one.Source));
            if (isEntry || areEvents) read++;
            else refused++;
        }

        Assert.True(read > Inputs / 100 && refused > Inputs / 100, $"{read} read, {refused} refused");
    }

    private static byte[] Spoil(byte[] bytes, Random random)
    {
        for (var i = random.Next(4); i > 0; i--)
        {
            switch (random.Next(3))
            {
                case 0:
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes = bytes[..random.Next(1, bytes.Length + 1)];
                    break;
                default:
                    bytes = [.. bytes, (byte)random.Next(256)];
                    break;
            }
        }

        return bytes;
    }
}
