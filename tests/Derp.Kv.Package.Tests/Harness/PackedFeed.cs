using System.Globalization;

[assembly: AssemblyFixture(typeof(Derp.Kv.Package.Tests.Harness.PackedFeed))]

namespace Derp.Kv.Package.Tests.Harness;

/// <summary>A folder with the packages of this build, under a version that no cache can know.</summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("derp-kv-packages-").FullName;

    public string Version { get; } =
        string.Create(CultureInfo.InvariantCulture, $"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}.{Environment.ProcessId}");

    /// <summary>The folder feed.</summary>
    public string Folder => Path.Combine(_root, "feed");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        foreach (var project in (string[])["Derp.Kv", "Derp.Kv.StackExchangeRedis", "Derp.Kv.Hybrid", "Derp.Kv.Http", "Derp.Kv.Aspire", "Derp.Kv.AspNetCore", "Derp.Kv.AspNetCore.OpenApi", "Derp.Kv.Page"])
            (await Command.RunAsync(
                Built.Repository,
                "pack", Path.Combine("src", project), "--no-build", "-c", Built.Configuration, "-o", Folder,
                $"-p:PackageVersion={Version}", "-warnaserror", "-nologo", "-v", "quiet", "--disable-build-servers")).Succeeded();
    }

    /// <summary>A new empty folder outside of the repository, whose settings must not reach it.</summary>
    internal string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    internal PackageFile Open(string id, string extension) => new(Path.Combine(Folder, $"{id}.{Version}.{extension}"));

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
