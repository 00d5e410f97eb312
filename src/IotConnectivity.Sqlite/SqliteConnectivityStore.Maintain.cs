namespace IotConnectivity.Sqlite;

public sealed partial class SqliteConnectivityStore
{
    private readonly JournalTrimmer _trimmer;

    /// <inheritdoc/>
    /// <remarks>A step is one short transaction: a slice of states, or some hundred entries looked at.</remarks>
    public ValueTask<bool> MaintainAsync(long horizonMs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var statesBehind = BringUpStates();
        var statements = BeginWriting();
        bool hasMore;
        try
        {
            hasMore = _trimmer.Step(statements, _heads, _floor, horizonMs);
            statements.Commit.Run();
        }
        catch
        {
            Writer.RollBack();
            throw;
        }

        _trimmer.TakeOver();
        _checkpointer!.Note(Writer);
        return ValueTask.FromResult(statesBehind || hasMore);
    }
}
