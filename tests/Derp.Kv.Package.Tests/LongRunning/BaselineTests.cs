using System.IO.Compression;
using System.Reflection;
using System.Reflection.Emit;
using Derp.Kv.Package.Tests.Harness;

namespace Derp.Kv.Package.Tests.LongRunning;

/// <summary>Packing compares the public API with the packages in the baseline's folder.</summary>
public class BaselineTests(PackedFeed feed)
{
    private const string Id = "Derp.Kv.Http";

    [Fact]
    public async Task Package_that_has_what_its_baseline_has_is_packed()
    {
        var baseline = feed.NewFolder("baseline-same");
        CopyTo(baseline);

        (await PackAsync(baseline)).Succeeded();
    }

    [Fact]
    public async Task Package_that_lacks_what_its_baseline_has_is_refused()
    {
        var baseline = feed.NewFolder("baseline-more");
        var path = CopyTo(baseline);
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            var name = $"lib/net10.0/{Id}.dll";
            zip.GetEntry(name)!.Delete();
            using var entry = zip.CreateEntry(name).Open();
            AssemblyWithOneMoreType(entry);
        }

        var pack = await PackAsync(baseline);

        Assert.NotEqual(0, pack.ExitCode);
        Assert.Matches($"error CP0001: .*{Id}.Gone", pack.Output);
    }

    private string CopyTo(string baseline)
    {
        var path = Path.Combine(baseline, Id + ".nupkg");
        File.Copy(feed.PathOf(Id, "nupkg"), path);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        return path;
    }

    private static void AssemblyWithOneMoreType(Stream destination)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(Id) { Version = new Version(0, 1, 0, 0) }, typeof(object).Assembly);
        assembly.DefineDynamicModule(Id).DefineType($"{Id}.Gone", TypeAttributes.Public).CreateType();
        assembly.Save(destination);
    }

    private Task<Command> PackAsync(string baseline) =>
        Command.RunAsync(
            Built.Repository,
            "pack", Path.Combine("src", Id), "--no-build", "-c", Built.Configuration, "-o", feed.NewFolder("packed-again"),
            $"-p:PackageVersion={feed.Version}", $"-p:BaselineFolder={baseline}/", "-nologo", "-v", "quiet", "--disable-build-servers");
}
