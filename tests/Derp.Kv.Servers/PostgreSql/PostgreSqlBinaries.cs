using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Derp.Kv.Servers;

/// <summary>Where the server's programs are, and how they are run: never as root, which they refuse.</summary>
internal static class PostgreSqlBinaries
{
    // Debian keeps them out of the PATH, a folder for each major version.
    private const string DebianFolder = "/usr/lib/postgresql";

    public const string Missing =
        "PostgreSQL's initdb and postgres are neither on the PATH nor under /usr/lib/postgresql. On Debian: apt-get install postgresql; ./test.sh does it. Elsewhere install PostgreSQL 13 or later.";

    private static readonly Lazy<string> s_folder = new(Find);
    private static readonly Lazy<(string Id, string Group)?> s_user = new(static () => Environment.IsPrivilegedProcess ? UserWithoutRights() : null);

    /// <summary>The numbers of the user that the server runs as, and of its group; null: this process's own.</summary>
    public static (string Id, string Group)? User => s_user.Value;

    /// <summary>How to start a program. It is the started process itself, not a child of it.</summary>
    public static ProcessStartInfo Start(string program, string directory, params string[] arguments)
    {
        string[] command = [Path.Combine(s_folder.Value, program), .. arguments];
        if (User is { } user)
            command = ["setpriv", "--reuid", user.Id, "--regid", user.Group, "--clear-groups", "--", .. command];
        return new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = Started(start);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}: {await output}{await error}");
    }

    public static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new NotSupportedException($"{start.FileName} could not be started. {Missing}", e);
        }
    }

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).ToList();
        if (Directory.Exists(DebianFolder))
        {
            folders.AddRange(Directory.GetDirectories(DebianFolder)
                .OrderByDescending(static folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(static folder => Path.Combine(folder, "bin")));
        }

        return folders.Find(static folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            ?? throw new NotSupportedException(Missing);
    }

    private static (string Id, string Group) UserWithoutRights()
    {
        var users = File.ReadLines("/etc/passwd").Select(static line => line.Split(':')).ToDictionary(static user => user[0], static user => (user[2], user[3]));
        return users.TryGetValue("postgres", out var postgres) ? postgres : users["nobody"];
    }
}
