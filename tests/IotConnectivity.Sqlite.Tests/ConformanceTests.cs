using IotConnectivity.StoreConformance;

namespace IotConnectivity.Sqlite;

public class SqliteRegistryRecordsTests() : RegistryRecordsSuite(new SqliteFixture());

public class SqliteJournalTests() : JournalSuite(new SqliteFixture());

public class SqliteStatesTests() : StatesSuite(new SqliteFixture());

public class SqliteTrimmingTests() : TrimmingSuite(new SqliteFixture());

public class SqliteRecordsTests() : RecordsSuite(new SqliteFixture());

public class SqliteRecordOrderTests() : RecordOrderSuite(new SqliteFixture());

// The same with states that are brought up all the time.
public class SqliteJournalWithPassesTests() : JournalSuite(new SqliteFixture(tail: 20));

public class SqliteStatesWithPassesTests() : StatesSuite(new SqliteFixture(tail: 20));

public class SqliteTrimmingWithPassesTests() : TrimmingSuite(new SqliteFixture(tail: 20));

public class ConformanceTests
{
    [Fact]
    public void Suites_OfAllStores_AreDerived() => Assert.Empty(StoreSuite.FindMissing(typeof(ConformanceTests).Assembly));
}
