namespace IotConnectivity.TestKit.Conventions;

public sealed class ApprovalDifferenceTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    private string Approved => Path.Combine(_folder, "Sample.approved.txt");

    private string Received => Path.Combine(_folder, "Sample.received.txt");

    [Fact]
    public void Difference_NothingApprovedYet_WritesTheReceivedFileAndSaysWhatToDo()
    {
        var difference = Approval.Difference(_folder, "Sample", ["A: class", "B: class"]);

        Assert.Equal(
            $"the public surface of Sample is not the approved one. Review it, then:\n  mv {Received} {Approved}\n+ A: class\n+ B: class", difference);
        Assert.Equal("A: class\nB: class\n", File.ReadAllText(Received));
    }

    [Fact]
    public void Difference_ReceivedFileRenamed_IsGone()
    {
        _ = Approval.Difference(_folder, "Sample", ["A: class"]);
        File.Move(Received, Approved);

        Assert.Null(Approval.Difference(_folder, "Sample", ["A: class"]));
    }

    [Fact]
    public void Difference_LineReplaced_NamesBoth()
    {
        Approve("A: class\nB: class\n");

        var difference = Approval.Difference(_folder, "Sample", ["A: class", "B: struct"]);

        Assert.EndsWith($"{Approved}\n- B: class\n+ B: struct", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void Difference_OtherOrder_SaysSo()
    {
        Approve("B: class\nA: class\n");

        var difference = Approval.Difference(_folder, "Sample", ["A: class", "B: class"]);

        Assert.EndsWith("\nonly the order of lines, or repeated lines, differ", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void Difference_SameAgain_RemovesTheStaleReceivedFile()
    {
        Approve("A: class\n");
        _ = Approval.Difference(_folder, "Sample", ["B: class"]);
        Assert.True(File.Exists(Received));

        Assert.Null(Approval.Difference(_folder, "Sample", ["A: class"]));
        Assert.False(File.Exists(Received));
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private void Approve(string text)
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Approved, text);
    }
}
