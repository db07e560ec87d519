using Derp.Kv.DependencyInjection;
using Derp.Kv.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Derp.Kv.Tests.DependencyInjection;

public sealed class ScopedMethodsTests
{
    private static readonly KvMethodInfo s_scoped = new() { Name = "Shop.Catalog.GetAsync", Kind = KvMethodKind.Cached, ScopedAs = [typeof(Catalog), typeof(ICatalog)] };

    public static TheoryData<Action<IServiceCollection>> Registrations => new()
    {
        { static services => services.AddScoped<Catalog>() },
        { static services => services.AddTransient<ICatalog, Catalog>() },
    };

    [Fact]
    public void F5_A_scope_without_the_instance_is_an_error_at_start_that_names_the_method()
    {
        var failure = Assert.Single(Validate(static _ => { }, s_scoped).Failures!);
        Assert.Contains("Shop.Catalog.GetAsync has RefreshOn.NewScope", failure, StringComparison.Ordinal);
        Assert.Contains(nameof(ICatalog), failure, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Registrations))]
    public void F5_The_type_or_one_of_its_interfaces_is_enough(Action<IServiceCollection> register) => Assert.True(Validate(register, s_scoped).Succeeded);

    [Fact]
    public void F5_Methods_that_need_no_scope_are_not_asked_for() =>
        Assert.True(Validate(static _ => { }, new KvMethodInfo { Name = "Shop.Catalog.GetAsync", Kind = KvMethodKind.Cached }).Succeeded);

    [Fact]
    public void F5_The_errors_are_those_of_one_client() =>
        Assert.True(Validate(static services => services.AddDerpKv("ledger", static kv => kv.UseMemory()), s_scoped, "ledger").Skipped);

    private static ValidateOptionsResult Validate(Action<IServiceCollection> register, KvMethodInfo method, string client = "")
    {
        var services = new ServiceCollection();
        services.AddDerpKv(static kv => kv.UseMemory());
        register(services);
        using var provider = services.BuildServiceProvider();
        var validation = new ScopedMethodsValidation(provider.GetRequiredService<IServiceProviderIsService>(), RegisteredClients.In(services), () => [method]);
        return validation.Validate(client, new DerpKvOptions());
    }

    private interface ICatalog;

    private sealed class Catalog : ICatalog;
}
