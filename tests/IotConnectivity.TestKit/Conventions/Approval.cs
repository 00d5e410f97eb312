using System.Reflection;

namespace IotConnectivity.TestKit.Conventions;

/// <summary>Compares lines with a file that somebody has reviewed and committed.</summary>
public static class Approval
{
    /// <summary>Compares the public surface of an assembly with <c>Approvals/&lt;Assembly&gt;.approved.txt</c> of the test project.</summary>
    /// <param name="shipped">The assembly that users get.</param>
    /// <param name="tests">The test assembly, whose name is that of its project folder under <c>tests</c>.</param>
    /// <remarks>On a difference the present surface is written beside it as <c>.received.txt</c>; renaming that file is the approval.</remarks>
    public static void PublicSurfaceIsApproved(Assembly shipped, Assembly tests)
    {
        ArgumentNullException.ThrowIfNull(shipped);
        ArgumentNullException.ThrowIfNull(tests);
        var folder = Path.Combine(RepositoryRoot.Path, "tests", tests.GetName().Name!, "Approvals");
        if (Difference(folder, shipped.GetName().Name!, PublicSurface.Of(shipped)) is { } difference) Xunit.Assert.Fail(difference);
    }

    /// <summary>Compares lines with <c>&lt;name&gt;.approved.txt</c> in a folder and leaves <c>&lt;name&gt;.received.txt</c> there when they differ.</summary>
    /// <returns>What is different and what to do about it, or <see langword="null"/>.</returns>
    public static string? Difference(string folder, string name, IReadOnlyList<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var approvedFile = Path.Combine(folder, name + ".approved.txt");
        var receivedFile = Path.Combine(folder, name + ".received.txt");
        var approved = File.Exists(approvedFile) ? File.ReadAllLines(approvedFile) : [];
        if (approved.SequenceEqual(lines))
        {
            File.Delete(receivedFile);
            return null;
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(receivedFile, string.Concat(lines.Select(line => line + "\n")));
        var changes = approved.Except(lines).Select(line => "- " + line).Concat(lines.Except(approved).Select(line => "+ " + line)).ToList();
        if (changes.Count == 0) changes.Add("only the order of lines, or repeated lines, differ");
        return $"the public surface of {name} is not the approved one. Review it, then:\n  mv {receivedFile} {approvedFile}\n{string.Join('\n', changes)}";
    }
}
