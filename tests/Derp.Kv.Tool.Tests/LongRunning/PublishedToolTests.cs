using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Derp.Kv.Ledger;
using Derp.Kv.Ledger.PostgreSql;
using Derp.Kv.Ledger.Sqlite;
using Derp.Kv.Ledger.Tests;
using Derp.Kv.Servers;
using Npgsql;

namespace Derp.Kv.Tool.Tests.LongRunning;

/// <summary>What users get: the program compiled ahead of time, and the packages, installed from a folder.</summary>
public sealed class PublishedToolTests(SharedServer server, SharedPostgreSql postgreSql) : IDisposable
{
    private static readonly TimeSpan s_start = TimeSpan.FromMilliseconds(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("derp-kv-tool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_native_program_has_no_warnings_is_small_and_starts_at_once()
    {
        var log = await RunAsync("dotnet", "publish", Project(), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", _folder, "-nologo", "-nodeReuse:false", "-v", "minimal");
        Assert.DoesNotContain("warning", log, StringComparison.OrdinalIgnoreCase);
        var program = Path.Combine(_folder, OperatingSystem.IsWindows() ? "derp-kv.exe" : "derp-kv");
        Assert.InRange(new FileInfo(program).Length, 1, 20 << 20);

        await LooksRightAsync(program);

        // Processor time of one thread that waits for nothing; other programs of the machine can only add to it.
        var fastest = TimeSpan.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var spent = await RunAsync("bash", "-c", $"TIMEFORMAT='%U %S'; time '{program}' --version >/dev/null");
            var took = TimeSpan.FromSeconds(spent.Split(' ').Sum(static seconds => double.Parse(seconds, CultureInfo.InvariantCulture)));
            fastest = took < fastest ? took : fastest;
        }

        Assert.True(fastest < s_start, $"The fastest start took {fastest.TotalMilliseconds:F0} ms.");
    }

    [Fact]
    public async Task The_packages_install_from_a_folder_natively_and_for_any_platform()
    {
        var version = string.Create(CultureInfo.InvariantCulture, $"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}");
        var feed = Path.Combine(_folder, "feed");
        foreach (var runtime in (string[])["", RuntimeInformation.RuntimeIdentifier, "any"])
        {
            string[] target = runtime.Length == 0 ? [] : ["-r", runtime];
            await RunAsync(["dotnet", "pack", Project(), "-c", "Release", "-o", feed, $"-p:PackageVersion={version}", "-nologo", "-nodeReuse:false", "-v", "quiet", .. target]);
        }

        using (var package = await ZipFile.OpenReadAsync(Path.Combine(feed, $"Derp.Kv.Tool.{version}.nupkg"), TestContext.Current.CancellationToken))
        using (var settings = new StreamReader(package.GetEntry("tools/any/any/DotnetToolSettings.xml")!.Open()))
        {
            var text = await settings.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.All((string[])["linux-x64", "linux-arm64", "osx-arm64", "win-x64", "any"], runtime => Assert.Contains($"\"{runtime}\"", text, StringComparison.Ordinal));
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), $"""<configuration><packageSources><clear /><add key="feed" value="{feed}" /></packageSources></configuration>""");
        var tools = Path.Combine(_folder, "tools");
        await RunAsync("dotnet", "tool", "install", "Derp.Kv.Tool", "--tool-path", tools, "--version", version, "--configfile", Path.Combine(_folder, "nuget.config"));
        await LooksRightAsync(Path.Combine(tools, OperatingSystem.IsWindows() ? "derp-kv.exe" : "derp-kv"));

        var any = Path.Combine(_folder, "any");
        await ZipFile.ExtractToDirectoryAsync(Directory.EnumerateFiles(feed, "Derp.Kv.Tool.any.*.nupkg").Single(), any, TestContext.Current.CancellationToken);
        await LooksRightAsync("dotnet", Directory.EnumerateFiles(any, "derp-kv.dll", SearchOption.AllDirectories).Single());
    }

    private async Task LooksRightAsync(params string[] program)
    {
        var key = Guid.NewGuid().ToString("N");
        await server.Server.CommandAsync("SET", key, "5");
        Assert.Contains(key, await RunAsync([.. program, "keys", key, "--server", server.Endpoint]), StringComparison.Ordinal);
        Assert.Contains("product:{region}:{tenantId}:{sku}", await RunAsync([.. program, "explain", typeof(PublishedToolTests).Assembly.Location]), StringComparison.Ordinal);
        await ReadsLedgersAsync(program);
    }

    // The drivers, and the library of SQLite beside the program.
    private async Task ReadsLedgersAsync(params string[] program)
    {
        var file = Path.Combine(_folder, "shop.db");
        await RecordAsync(new SqliteKvLedger($"Data Source={file};Pooling=False"));
        await using var source = NpgsqlDataSource.Create((await postgreSql.StartedAsync()).ConnectionString);
        await RecordAsync(new PostgreSqlKvLedger(source));

        foreach (var where in new string[][] { ["--sqlite", file], ["--postgresql", source.ConnectionString] })
        {
            Assert.Contains("\"state\":\"completed\"", await RunAsync([.. program, "ledger", "get", "derp:webhook:event-1", .. where]), StringComparison.Ordinal);
            Assert.Contains("\"deleted\":0", await RunAsync([.. program, "ledger", "purge", .. where]), StringComparison.Ordinal);
        }
    }

    private static async Task RecordAsync(KvLedger ledger)
    {
        await ledger.CreateAsync(TestContext.Current.CancellationToken);
        await ledger.ProcessOnceAsync("event-1", static (_, _) => default, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static string Project([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "src", "Derp.Kv.Tool"));

    private static async Task<string> RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var log = await output + await errors;
        Assert.True(process.ExitCode == 0, log);
        return log;
    }
}
