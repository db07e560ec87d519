using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using Derp.Kv.Runtime;

namespace Derp.Kv.Tests.DependencyInjection.MethodOverrides;

/// <summary>Overrides of methods whose assembly is loaded later than the configuration is read.</summary>
public sealed class LateAssemblyTests
{
    private const string Path = "DerpKv:Methods:Late.Shop.GetAsync";
    private const string Unfit = "DerpKv:Methods:Unfit.Shop.GetAsync";

    [Fact]
    public async Task Override_waits_with_a_warning_and_is_applied_once_its_assembly_is_loaded()
    {
        using var host = new OverriddenHost((Path + ":Ttl", "6m"));
        await host.StartAsync();
        Assert.Null(host.Client.Overrides);
        Assert.Contains(Path, Assert.Single(host.Messages("OverrideWaits")), StringComparison.Ordinal);

        var context = Load<LateShop>();
        Assert.NotNull(host.Client.Overrides);
        host.Reload(("DerpKv:NearEnabled", "true"));
        Assert.Single(host.Messages("OverrideWaits"));

        // The method is known now, so that the same mistake is an error.
        host.Reload((Path + ":Ttl", "never"));
        Assert.Contains(Path, Assert.Single(host.Messages("ReloadRefused")), StringComparison.Ordinal);
        context.Unload();
    }

    [Fact]
    public async Task Override_that_does_not_fit_the_method_is_refused_when_its_assembly_is_loaded()
    {
        using var host = new OverriddenHost((Unfit + ":Near", "1s"), ("FindAsync:Ttl", "6m"));
        await host.StartAsync();
        var before = host.Client.Overrides;
        Assert.NotNull(before);

        var context = Load<UnfitShop>();

        Assert.Contains("Near is not set by the method's attributes", Assert.Single(host.Messages("ReloadRefused")), StringComparison.Ordinal);
        Assert.Same(before, host.Client.Overrides);
        context.Unload();
    }

    // An assembly with nothing but the attribute.
    private static AssemblyLoadContext Load<TManifest>()
        where TManifest : IKvManifest
    {
        var builder = new PersistedAssemblyBuilder(new AssemblyName("Late"), typeof(object).Assembly);
        builder.SetCustomAttribute(new CustomAttributeBuilder(typeof(KvManifestAttribute<TManifest>).GetConstructor([])!, []));
        builder.DefineDynamicModule("Late");
        using var image = new MemoryStream();
        builder.Save(image);
        image.Position = 0;
        var context = new AssemblyLoadContext("late", isCollectible: true);
        context.LoadFromStream(image);
        return context;
    }

#pragma warning disable CA1034 // The assemblies that are made here must see them.
    public sealed class LateShop : IKvManifest
    {
        public static IReadOnlyList<KvMethodInfo> ReadMethods() => [new() { Name = "Late.Shop.GetAsync", Kind = KvMethodKind.Cached, Settings = [new("Ttl", "5m")] }];
    }

    public sealed class UnfitShop : IKvManifest
    {
        public static IReadOnlyList<KvMethodInfo> ReadMethods() => [new() { Name = "Unfit.Shop.GetAsync", Kind = KvMethodKind.Cached, Settings = [new("Ttl", "5m")] }];
    }
#pragma warning restore CA1034
}
