using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Settings;
using Derp.Kv.Generators.Tests.Harness;
using Derp.Kv.Runtime;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Tests;

/// <summary>What the manifest promises beyond its text.</summary>
public class ManifestTests
{
    private const string Shop = """
        [assembly: CLSCompliant(true)]
        namespace Shop;
        internal partial class Catalog(KvClient kv)
        {
            [Cached("product:{id}", Ttl = "5m")]
            private Task<int> GetProductCoreAsync(int id) => Task.FromResult(id);
        }
        """;

    [Theory]
    [InlineData(StageKind.Cached, typeof(CachedAttribute), "Key", "Name", "Client", "Serializer", "Tags", "SharesWith")]
    [InlineData(StageKind.Idempotent, typeof(IdempotentAttribute), "Key", "Name", "Client", "Serializer")]
    [InlineData(StageKind.RateLimited, typeof(RateLimitedAttribute), "Key", "Name", "Client")]
    [InlineData(StageKind.Invalidates, typeof(InvalidatesAttribute), "Method", "Paths", "Client")]
    public void Every_setting_of_an_attribute_is_told_with_its_default(object kind, Type attribute, params string[] others)
    {
        var arguments = attribute.GetConstructors().Single().GetParameters().Select(static p => p.ParameterType.IsArray ? (object)Array.Empty<string>() : "x").ToArray();
        var instance = Activator.CreateInstance(attribute, arguments)!;
        var settings = attribute.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(p => !others.Contains(p.Name)).ToList();
        var required = settings.Where(static p => p.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute))).Select(static p => p.Name).ToHashSet();

        var expected = settings.Select(p => (p.Name, required.Contains(p.Name) ? null : Text(p.GetValue(instance)))).Order().ToList();
        Assert.Equal(expected, SettingTexts.Of((StageKind)kind).Order());

        // The table has none of these; who reads it is told them by the library.
        var told = new KvMethodInfo { Name = "A.B.GetAsync", Kind = Enum.Parse<KvMethodKind>($"{kind}"), Parameters = [new("ids", "int[]", KvParameterRole.Each)] };
        Assert.Equal(expected.Where(static s => s.Item2 is not null), told.Settings.Select(static s => (s.Key, (string?)s.Value)).Order());
    }

    private static string? Text(object? value) => value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    [Fact]
    public void Assembly_tells_its_methods_when_it_is_asked()
    {
        using var image = Image(GeneratorRun.Of(Shop));
        var assembly = new AssemblyLoadContext("manifest", isCollectible: true).LoadFromStream(image);

        var method = Assert.Single(assembly.GetCustomAttribute<KvManifestAttribute>()!.ReadMethods());
        Assert.Equal(("Shop.Catalog.GetProductAsync", method.Name, KvMethodKind.Cached, "product:{id}"), (method.Name, method.DisplayName, method.Kind, method.Template));
        Assert.Equal(["Ttl 5m", "LockTtl 10s", "Jitter 0%", "CacheNulls true", "Version 0", "RefreshOn Caller"], method.Settings.Select(static s => $"{s.Key} {s.Value}"));
    }

    [Fact]
    public void G4_Assembly_that_sees_the_internals_of_another_has_a_manifest_of_its_own()
    {
        using var library = Image(GeneratorRun.Of(
            ["[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Shop.Host\")]\n" + Shop],
            change: static c => c.WithAssemblyName("Shop.Library")));
        var reference = MetadataReference.CreateFromStream(library);
        var run = GeneratorRun.Of(
            ["""
            namespace Host;
            internal partial class Pages(KvClient kv)
            {
                [Cached("page:{id}", Ttl = "5m")]
                private Task<int> GetPageCoreAsync(int id) => new Shop.Catalog(kv).GetProductAsync(id);
            }
            """],
            change: c => c.WithAssemblyName("Shop.Host").AddReferences(reference));

        Assert.Contains("Host.Pages.GetPageAsync", run.Manifest, StringComparison.Ordinal);
        Assert.DoesNotContain("Shop.Catalog", run.Manifest, StringComparison.Ordinal);
    }

    private static MemoryStream Image(GeneratorRun run)
    {
        var image = new MemoryStream();
        Assert.True(run.Output.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        image.Position = 0;
        return image;
    }

    [Fact]
    public void L1_Method_of_a_ledger_is_told_as_one_without_a_claim()
    {
        using var image = Image(GeneratorRun.Of("""
            using Derp.Kv.Ledger;
            namespace Shop;
            public partial class Payments(KvClient kv, KvLedger ledger)
            {
                [Idempotent("pay:{key}", Ttl = "7d", Ledger = true, ReplayFromStore = true)]
                private Task<int> PayCoreAsync(string key, LedgerTransaction transaction, decimal amount) => Task.FromResult(transaction.Connection.ConnectionTimeout + (int)amount);
            }
            """));
        var method = Assert.Single(new AssemblyLoadContext("ledger", isCollectible: true).LoadFromStream(image).GetCustomAttribute<KvManifestAttribute>()!.ReadMethods());

        Assert.Equal(KvMethodKind.Idempotent, method.Kind);
        Assert.Equal(["key", "amount"], method.Parameters.Select(static p => p.Name));
        Assert.Equal(["Ttl 7d", "InFlight Wait", "WaitTimeout 45s", "StatusCode 200", "OnUnavailable Throw", "Ledger true", "ReplayFromStore true"], method.Settings.Select(static s => $"{s.Key} {s.Value}"));
    }

    [Fact]
    public void G2_Refused_methods_are_not_told()
    {
        var run = GeneratorRun.Unchecked(TestCompilation.Create(["""
            namespace A;
            public partial class C(KvClient kv)
            {
                [Cached("a:{id}", Ttl = "never")]
                private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            }
            """]));
        Assert.Null(run.Manifest);
    }
}
