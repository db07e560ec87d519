using System.Reflection.Metadata;
using System.Text;
using Derp.Kv.Package.Tests.Harness;

namespace Derp.Kv.Package.Tests;

/// <summary>What is in the packages, to the file: nothing is missing, nothing came along.</summary>
public class PackageContentTests(PackedFeed feed)
{
    // The key of source link in the debug information of a portable PDB.
    private static readonly Guid s_sourceLink = new("cc110556-a091-4d38-9fec-25ab9a351a6a");

    [Fact]
    public void Library_brings_generator_fixes_and_documentation()
    {
        using var package = feed.Open("Derp.Kv", "nupkg");
        Assert.Equal(
            [
                "analyzers/dotnet/cs/Derp.Kv.CodeFixes.dll",
                "analyzers/dotnet/cs/Derp.Kv.Generators.dll",
                "docs/agents.md",
                "docs/llms.txt",
                "icon.png",
                "lib/net10.0/Derp.Kv.dll",
                "lib/net10.0/Derp.Kv.xml",
                "README.md",
            ],
            package.Files);
        Assert.Equal(
            [
                "net10.0 MessagePack 2.5.307 (Build,Analyzers)",
                "net10.0 Microsoft.Extensions.Configuration.Abstractions 10.0.15 (Build,Analyzers)",
                "net10.0 Microsoft.Extensions.DependencyInjection.Abstractions 10.0.15 (Build,Analyzers)",
                "net10.0 Microsoft.Extensions.Diagnostics.HealthChecks 10.0.15 (Build,Analyzers)",
                "net10.0 Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions 10.0.15 (Build,Analyzers)",
                "net10.0 Microsoft.Extensions.Hosting.Abstractions 10.0.15 (Build,Analyzers)",
                "net10.0 Microsoft.Extensions.Logging.Abstractions 10.0.15 (Build,Analyzers)",
                "net10.0 Microsoft.Extensions.Options 10.0.15 (Build,Analyzers)",
                "net10.0 Microsoft.NET.StringTools 17.7.2 (Compile,Build,Analyzers)",
                "net10.0 System.IO.Hashing 10.0.14 (Build,Analyzers)",
                "net10.0 System.Threading.RateLimiting 10.0.15 (Build,Analyzers)",
            ],
            package.Dependencies.Order(StringComparer.Ordinal));
    }

    // The framework's own parts are a reference to the shared framework, not packages.
    [Fact]
    public void Packages_for_the_web_depend_on_the_library_and_on_the_framework()
    {
        using var web = feed.Open("Derp.Kv.AspNetCore", "nupkg");
        Assert.Equal(["icon.png", "lib/net10.0/Derp.Kv.AspNetCore.dll", "lib/net10.0/Derp.Kv.AspNetCore.xml", "README.md"], web.Files);
        Assert.Equal([$"net10.0 Derp.Kv {feed.Version}"], web.Dependencies);

        using var page = feed.Open("Derp.Kv.Page", "nupkg");
        Assert.Equal(["icon.png", "lib/net10.0/Derp.Kv.Page.dll", "lib/net10.0/Derp.Kv.Page.xml", "README.md"], page.Files);
        Assert.Equal([$"net10.0 Derp.Kv {feed.Version}"], page.Dependencies);

        using var description = feed.Open("Derp.Kv.AspNetCore.OpenApi", "nupkg");
        Assert.Equal(["icon.png", "lib/net10.0/Derp.Kv.AspNetCore.OpenApi.dll", "lib/net10.0/Derp.Kv.AspNetCore.OpenApi.xml", "README.md"], description.Files);
        Assert.Equal(
            [$"net10.0 Derp.Kv.AspNetCore {feed.Version}", "net10.0 Microsoft.AspNetCore.OpenApi 10.0.15 (Build,Analyzers)"],
            description.Dependencies.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Client_depends_on_the_library_and_on_its_driver_alone()
    {
        using var package = feed.Open("Derp.Kv.StackExchangeRedis", "nupkg");
        Assert.Equal(
            ["icon.png", "lib/net10.0/Derp.Kv.StackExchangeRedis.dll", "lib/net10.0/Derp.Kv.StackExchangeRedis.xml", "README.md"],
            package.Files);
        Assert.Equal(
            [$"net10.0 Derp.Kv {feed.Version}", "net10.0 StackExchange.Redis 3.4.35 (Build,Analyzers)"],
            package.Dependencies.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Caches_of_the_framework_depend_on_the_library_and_on_their_abstractions_alone()
    {
        using var package = feed.Open("Derp.Kv.Hybrid", "nupkg");
        Assert.Equal(
            ["icon.png", "lib/net10.0/Derp.Kv.Hybrid.dll", "lib/net10.0/Derp.Kv.Hybrid.xml", "README.md"],
            package.Files);
        Assert.Equal(
            [$"net10.0 Derp.Kv {feed.Version}", "net10.0 Microsoft.Extensions.Caching.Abstractions 10.0.15 (Build,Analyzers)"],
            package.Dependencies.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ledgers_depend_on_the_library_and_on_their_drivers_alone()
    {
        using (var core = feed.Open("Derp.Kv.Ledger", "nupkg"))
        {
            Assert.Equal(["icon.png", "lib/net10.0/Derp.Kv.Ledger.dll", "lib/net10.0/Derp.Kv.Ledger.xml", "README.md"], core.Files);
            Assert.Equal([$"net10.0 Derp.Kv {feed.Version}"], core.Dependencies);
        }

        foreach (var (id, driver) in new[] { ("Derp.Kv.Ledger.PostgreSql", "Npgsql 10.0.3"), ("Derp.Kv.Ledger.Sqlite", "Microsoft.Data.Sqlite 10.0.15") })
        {
            using var package = feed.Open(id, "nupkg");
            Assert.Equal(["icon.png", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", "README.md"], package.Files);
            Assert.Equal([$"net10.0 Derp.Kv.Ledger {feed.Version}", $"net10.0 {driver} (Build,Analyzers)"], package.Dependencies.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Client_half_of_idempotency_depends_on_nothing_of_this_library()
    {
        using var package = feed.Open("Derp.Kv.Http", "nupkg");
        Assert.Equal(["icon.png", "lib/net10.0/Derp.Kv.Http.dll", "lib/net10.0/Derp.Kv.Http.xml", "README.md"], package.Files);
        Assert.Equal(["net10.0 Microsoft.Extensions.Http 10.0.15 (Build,Analyzers)"], package.Dependencies);
    }

    [Fact]
    public void Registration_for_Aspire_brings_its_schema()
    {
        using var package = feed.Open("Derp.Kv.Aspire", "nupkg");
        Assert.Equal(
            [
                "buildTransitive/Derp.Kv.Aspire.targets",
                "ConfigurationSchema.json",
                "icon.png",
                "lib/net10.0/Derp.Kv.Aspire.dll",
                "lib/net10.0/Derp.Kv.Aspire.xml",
                "README.md",
            ],
            package.Files);
        Assert.Equal(
            [
                $"net10.0 Derp.Kv.StackExchangeRedis {feed.Version}",
                "net10.0 Microsoft.Extensions.Hosting.Abstractions 10.0.15 (Build,Analyzers)",
                "net10.0 OpenTelemetry.Api.ProviderBuilderExtensions 1.20.1 (Build,Analyzers)",
            ],
            package.Dependencies.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Derp.Kv")]
    [InlineData("Derp.Kv.StackExchangeRedis")]
    [InlineData("Derp.Kv.Hybrid")]
    [InlineData("Derp.Kv.Http")]
    [InlineData("Derp.Kv.Ledger")]
    [InlineData("Derp.Kv.Ledger.PostgreSql")]
    [InlineData("Derp.Kv.Ledger.Sqlite")]
    [InlineData("Derp.Kv.Aspire")]
    [InlineData("Derp.Kv.AspNetCore")]
    [InlineData("Derp.Kv.AspNetCore.OpenApi")]
    [InlineData("Derp.Kv.Page")]
    public void Package_introduces_itself(string id)
    {
        using var package = feed.Open(id, "nupkg");
        Assert.Equal("MIT", package.Text("license"));
        Assert.Equal("icon.png", package.Text("icon"));
        Assert.Equal("README.md", package.Text("readme"));
        Assert.All((string[])["authors", "description", "projectUrl", "tags"], name => Assert.False(string.IsNullOrWhiteSpace(package.Text(name)), name));
        var repository = package.Metadata.Elements().Single(e => e.Name.LocalName == "repository");
        Assert.Equal(("git", package.Text("projectUrl")), ((string?)repository.Attribute("type"), (string?)repository.Attribute("url")));

        var icon = package.Read("icon.png");
        Assert.Equal("PNG"u8, icon.AsSpan(1, 3));
        Assert.InRange(icon.Length, 1, 10 * 1024);

        // A gallery resolves no relative link.
        var readme = Encoding.UTF8.GetString(package.Read("README.md"));
        Assert.StartsWith($"# {id}\n", readme, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\]\((?!https://)", readme);
    }

    [Theory]
    [InlineData("Derp.Kv")]
    [InlineData("Derp.Kv.StackExchangeRedis")]
    [InlineData("Derp.Kv.Hybrid")]
    [InlineData("Derp.Kv.Http")]
    [InlineData("Derp.Kv.Ledger")]
    [InlineData("Derp.Kv.Ledger.PostgreSql")]
    [InlineData("Derp.Kv.Ledger.Sqlite")]
    [InlineData("Derp.Kv.Aspire")]
    [InlineData("Derp.Kv.AspNetCore")]
    [InlineData("Derp.Kv.AspNetCore.OpenApi")]
    [InlineData("Derp.Kv.Page")]
    public void Symbols_stand_beside_and_lead_to_the_source(string id)
    {
        using var symbols = feed.Open(id, "snupkg");
        var file = Assert.Single(symbols.Files);
        Assert.Equal($"lib/net10.0/{id}.pdb", file);

        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols.Read(file)));
        var reader = provider.GetMetadataReader();
        var links = reader.CustomDebugInformation
            .Select(reader.GetCustomDebugInformation)
            .Where(i => reader.GetGuid(i.Kind) == s_sourceLink)
            .Select(i => Encoding.UTF8.GetString(reader.GetBlobBytes(i.Value)))
            .ToList();

        // A copy of the source without its history has no commit to link to.
        var git = Path.Combine(Built.Repository, ".git");
        if (Directory.Exists(git) || File.Exists(git))
            Assert.Matches(@"^\{""documents"":\{.*"":""https://.*/[0-9a-f]{40}/\*""\}\}$", Assert.Single(links));
        else
            Assert.Empty(links);
    }
}
