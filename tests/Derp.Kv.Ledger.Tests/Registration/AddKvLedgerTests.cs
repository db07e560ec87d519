using System.Data;
using Derp.Kv.Ledger.PostgreSql;
using Derp.Kv.Ledger.DependencyInjection;
using Derp.Kv.Ledger.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Derp.Kv.Ledger.Tests.Registration;

public sealed class AddKvLedgerTests
{
    private const string Memory = "Data Source=:memory:";
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=shop;Database=shop";

    private static IHost Build(Dictionary<string, string?> settings, Action<IServiceCollection>? register = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        (register ?? (static services => services.AddKvLedger(static ledger => ledger.UseSqlite(Memory))))(builder.Services);
        return builder.Build();
    }

    [Fact]
    public async Task The_ledger_is_a_singleton_with_the_containers_clock()
    {
        var time = new FakeTimeProvider();
        await using var provider = new ServiceCollection().AddSingleton<TimeProvider>(time).AddKvLedger(static ledger => ledger.UseSqlite(Memory)).BuildServiceProvider();

        var ledger = provider.GetRequiredService<KvLedger>();

        Assert.IsType<SqliteKvLedger>(ledger);
        Assert.Same(ledger, provider.GetRequiredService<KvLedger>());
        Assert.Same(time, ledger.Options.TimeProvider);
    }

    [Fact]
    public void Settings_come_from_configuration_and_code_overrides_them()
    {
        using var host = Build(
            new()
            {
                ["DerpKv:Ledger:KeyPrefix"] = "shop/",
                ["DerpKv:Ledger:Table"] = "once",
                ["DerpKv:Ledger:Schema"] = "billing",
                ["DerpKv:Ledger:isolationlevel"] = "serializable",
                ["DerpKv:Ledger:MaxValueSize"] = "1000",
                ["DerpKv:Ledger:SettleTimeout"] = "10s",
                ["DerpKv:Ledger:PurgeInterval"] = "off",
                ["DerpKv:Ledger:PurgeBatch"] = "50",
            },
            static services => services.AddKvLedger(static ledger => ledger.UseSqlite(Memory).Configure(static options => options.MaxValueSize = 2000)));

        var options = host.Services.GetRequiredService<KvLedger>().Options;
        var settings = host.Services.GetRequiredService<IOptions<DerpKvLedgerOptions>>().Value;

        Assert.Equal(("shop/", "once", "billing", IsolationLevel.Serializable), (options.KeyPrefix, options.Table, options.Schema, options.IsolationLevel));
        Assert.Equal((2000, TimeSpan.FromSeconds(10), ""), (options.MaxValueSize, options.SettleTimeout, options.Name));
        Assert.Equal((null, 50), (settings.PurgeInterval, settings.PurgeBatch));
    }

    [Theory]
    [InlineData("DerpKv:Ledger:Tabel", "once", "DerpKv:Ledger:Tabel is not a setting. There are: IsolationLevel,")]
    [InlineData("DerpKv:Ledger:PurgeBatch", "many", "DerpKv:Ledger:PurgeBatch cannot be read.")]
    [InlineData("DerpKv:Ledger:PurgeBatch", "0", "PurgeBatch must be 1 row or more")]
    [InlineData("DerpKv:Ledger:PurgeInterval", "10ms", "PurgeInterval must be from 1 s to 30 days")]
    [InlineData("DerpKv:Ledger:IsolationLevel", "chaos", "IsolationLevel must be one of")]
    [InlineData("DerpKv:Ledger:IsolationLevel", "4096", "DerpKv:Ledger:IsolationLevel cannot be read.")]
    [InlineData("DerpKv:Ledger", "x", "DerpKv:Ledger holds the settings of a ledger, not a value.")]
    [InlineData("DerpKv:Ledgers:orders:Table", "once", "DerpKv:Ledgers:orders is the section of a ledger that is not registered. No ledger has a name.")]
    [InlineData("DerpKv:Methods:Unknown.Method.X:Ttl", "-1", null)]
    public async Task A_setting_that_is_wrong_keeps_the_host_from_starting(string key, string value, string? says)
    {
        using var host = Build(new() { [key] = value });

        if (says is null)
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            await host.StopAsync(TestContext.Current.CancellationToken);
            return;
        }

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_ledger_is_keyed_and_has_its_own_section()
    {
        using var host = Build(
            new() { ["DerpKv:Ledger:Table"] = "first", ["DerpKv:Ledgers:orders:Table"] = "second", ["DerpKv:KeyPrefix"] = "shop/" },
            static services => services
                .AddKvLedger("orders", static ledger => ledger.UsePostgreSql(Nowhere).Configure(static options => options.PurgeInterval = null))
                .AddKvLedger(static ledger => ledger.UseSqlite(Memory).Configure(static options => options.PurgeInterval = null))
                .AddDerpKv(static kv => kv.UseMemory()));
        await host.StartAsync(TestContext.Current.CancellationToken);

        var (first, second) = (host.Services.GetRequiredService<KvLedger>(), host.Services.GetRequiredKeyedService<KvLedger>("orders"));

        Assert.Equal(("first", ""), (first.Options.Table, first.Options.Name));
        Assert.Equal(("second", "orders"), (second.Options.Table, second.Options.Name));
        Assert.IsType<PostgreSqlKvLedger>(second);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_section_of_a_ledger_that_is_not_registered_is_refused()
    {
        using var host = Build(new() { ["DerpKv:Ledger:Table"] = "first" }, static services => services.AddKvLedger("orders", static ledger => ledger.UseSqlite(Memory)));

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("DerpKv:Ledger is for a ledger without a name, and none is registered.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_in_the_registration_are_refused_at_once()
    {
        var services = new ServiceCollection().AddKvLedger(static ledger => ledger.UseSqlite(Memory)).AddKvLedger("orders", static ledger => ledger.UseSqlite(Memory));

        Assert.Throws<InvalidOperationException>(() => services.AddKvLedger(static ledger => ledger.UseSqlite(Memory)));
        Assert.Throws<InvalidOperationException>(() => services.AddKvLedger("Orders", static ledger => ledger.UseSqlite(Memory)));
        Assert.Throws<InvalidOperationException>(static () => new ServiceCollection().AddKvLedger(static _ => { }));
        Assert.Throws<InvalidOperationException>(static () => new ServiceCollection().AddKvLedger(static ledger => ledger.UseSqlite(Memory).UsePostgreSql(Nowhere)));
        Assert.Throws<ArgumentException>(() => services.AddKvLedger("a:b", static ledger => ledger.UseSqlite(Memory)));
        Assert.Throws<ArgumentException>(() => services.AddKvLedger(" ", static ledger => ledger.UseSqlite(Memory)));
        Assert.ThrowsAny<ArgumentException>(static () => new ServiceCollection().AddKvLedger(static ledger => ledger.UseSqlite("not a connection string")));
        Assert.ThrowsAny<ArgumentException>(static () => new ServiceCollection().AddKvLedger(static ledger => ledger.UsePostgreSql("not a connection string")));
    }

    [Fact]
    public async Task A_data_source_of_the_container_is_used_and_one_of_a_connection_string_ends_with_the_container()
    {
        await using var own = NpgsqlDataSource.Create(Nowhere);
        await using var provider = new ServiceCollection().AddSingleton(own).AddKvLedger(static ledger => ledger.UsePostgreSql()).BuildServiceProvider();
        Assert.Same(own, provider.GetRequiredService<KvLedger>().DataSource);

        KvLedger made;
        await using (var other = new ServiceCollection().AddKvLedger(static ledger => ledger.UsePostgreSql(Nowhere)).BuildServiceProvider())
            made = other.GetRequiredService<KvLedger>();
        Assert.Throws<ObjectDisposedException>(() => made.DataSource.CreateConnection().Open());
    }
}
