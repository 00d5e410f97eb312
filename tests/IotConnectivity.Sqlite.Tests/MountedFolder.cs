using System.Diagnostics;

namespace IotConnectivity.Sqlite;

/// <summary>A small file system of its own, for disks that are full or read-only. Needs root and <c>mount</c>.</summary>
internal sealed class MountedFolder : IDisposable
{
    private MountedFolder(string path) => Path = path;

    public string Path { get; }

    public static MountedFolder OfSize(int kilobytes)
    {
        var folder = new MountedFolder(Directory.CreateTempSubdirectory("iot-mount-").FullName);
        if (!OperatingSystem.IsLinux() || !TryRun("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", folder.Path))
        {
            Directory.Delete(folder.Path);
            Assert.Skip("SKIPPED: this user cannot mount a small disk, so a full or read-only disk is NOT tested");
        }

        return folder;
    }

    public void MakeReadOnly() => Assert.True(TryRun("mount", "-o", "remount,ro", Path), "cannot remount read-only");

    public void MakeWritable() => Assert.True(TryRun("mount", "-o", "remount,rw", Path), "cannot remount writable");

    public void Dispose()
    {
        TryRun("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
