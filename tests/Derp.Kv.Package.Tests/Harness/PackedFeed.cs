using System.Globalization;

[assembly: AssemblyFixture(typeof(Derp.Kv.Package.Tests.Harness.PackedFeed))]

namespace Derp.Kv.Package.Tests.Harness;

/// <summary>A folder with the packages of this build, under a version that no cache can know. It is that of a release, so that it is found without asking for previews.</summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("derp-kv-packages-").FullName;

    public string Version { get; } =
        string.Create(CultureInfo.InvariantCulture, $"0.1.{DateTime.UtcNow:yyyyMMdd}.{DateTime.UtcNow.TimeOfDay.TotalMilliseconds:0}");

    /// <summary>The folder feed.</summary>
    public string Folder => Path.Combine(_root, "feed");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        (await Command.RunAsync(
            Built.Repository,
            "build", Path.Combine("tests", "Derp.Kv.Package.Tests", "Harness", "Packages.proj"), "-c", Built.Configuration, $"-p:PackageOutputPath={Folder}",
            $"-p:PackageVersion={Version}", "-warnaserror", "-nologo", "-v", "quiet", "--disable-build-servers")).Succeeded();
    }

    /// <summary>A new empty folder outside of the repository, whose settings must not reach it.</summary>
    internal string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    internal string PathOf(string id, string extension) => Path.Combine(Folder, $"{id}.{Version}.{extension}");

    internal PackageFile Open(string id, string extension) => new(PathOf(id, extension));

    /// <summary>
    /// Projects below a folder install from this feed, beside the machine's own sources. Its packages go into a folder of their own, all others
    /// come from where this repository's restore has put them: nothing stays behind.
    /// </summary>
    internal void UseIn(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="derp-kv-packages" value="{Folder}" />
              </packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{NewFolder("installed")}</RestorePackagesPath>
                <RestoreFallbackFolders>{Built.PackageFolder}</RestoreFallbackFolders>
              </PropertyGroup>
            </Project>
            """);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
