using Derp.Kv.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Valkey.Tests.Glide;

public sealed class RegistrationTests(SharedServer shared)
{
    [Fact]
    public async Task Server_is_registered_by_its_configuration()
    {
        await using var provider = new ServiceCollection()
            .AddDerpKv(kv => kv.UseValkey(GlideClients.ConfigOf(shared.Endpoint)).Configure(static options => options.KeyPrefix = "shop/"))
            .BuildServiceProvider();
        var client = Assert.IsType<ValkeyClient>(provider.GetRequiredService<KvClient>());
        await client.ConnectAsync();
        Assert.Equal("shop/", client.Options.KeyPrefix);
        Assert.Same(client, provider.GetRequiredService<KvClient>());
    }

    [Fact]
    public async Task Server_is_registered_by_a_section_of_the_applications_configuration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Valkey:Addresses", shared.Endpoint), new("DerpKv:KeyPrefix", "shop/")]).Build();
        await using var provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddDerpKv(kv => kv.UseValkey(configuration.GetSection("Valkey")))
            .BuildServiceProvider();
        var client = provider.GetRequiredService<KvClient>();
        await client.ConnectAsync();
        Assert.Equal("shop/", client.Options.KeyPrefix);
    }

    [Fact]
    public void Bad_configuration_is_refused_at_registration()
    {
        Assert.Throws<ArgumentException>(static () => new ServiceCollection().AddDerpKv(static kv => kv.UseValkey(new ValkeyConfig { Addresses = [] })));
        Assert.Throws<ArgumentNullException>(static () => new ServiceCollection().AddDerpKv(static kv => kv.UseValkey((ValkeyConfig)null!)));
        var section = new ConfigurationBuilder().AddInMemoryCollection([new("Valkey:Adresses", "hunter2")]).Build().GetSection("Valkey");
        var refused = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddDerpKv(kv => kv.UseValkey(section)));
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }
}
