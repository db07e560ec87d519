using System.IO.Compression;
using Derp.Kv.Package.Tests.Harness;

namespace Derp.Kv.Package.Tests;

/// <summary>Packing compares the public API with the packages in the baseline's folder.</summary>
public class BaselineTests(PackedFeed feed)
{
    private const string Id = "Derp.Kv.Http";

    [Fact]
    public async Task Package_that_has_what_its_baseline_has_is_packed()
    {
        var baseline = feed.NewFolder("baseline-same");
        File.Copy(feed.PathOf(Id, "nupkg"), Path.Combine(baseline, Id + ".nupkg"));

        (await PackAsync(baseline)).Succeeded();
    }

    [Fact]
    public async Task Package_that_lacks_what_its_baseline_has_is_refused()
    {
        var baseline = feed.NewFolder("baseline-more");
        var path = Path.Combine(baseline, Id + ".nupkg");
        File.Copy(feed.PathOf(Id, "nupkg"), path);
        // Another assembly in its place has types that this one has not.
        using (var other = feed.Open("Derp.Kv.Aspire", "nupkg"))
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            var name = $"lib/net10.0/{Id}.dll";
            zip.GetEntry(name)!.Delete();
            using var assembly = zip.CreateEntry(name).Open();
            assembly.Write(other.Read("lib/net10.0/Derp.Kv.Aspire.dll"));
        }

        var pack = await PackAsync(baseline);

        Assert.NotEqual(0, pack.ExitCode);
        Assert.Matches("error CP0001: .* exists on the baseline package but not on", pack.Output);
    }

    private Task<Command> PackAsync(string baseline) =>
        Command.RunAsync(
            Built.Repository,
            "pack", Path.Combine("src", Id), "--no-build", "-c", Built.Configuration, "-o", feed.NewFolder("packed-again"),
            $"-p:PackageVersion={feed.Version}", $"-p:BaselineFolder={baseline}/", "-nologo", "-v", "quiet", "--disable-build-servers");
}
