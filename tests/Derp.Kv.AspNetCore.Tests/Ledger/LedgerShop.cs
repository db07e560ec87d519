using System.Data.Common;
using System.Globalization;
using Derp.Kv.AspNetCore.Tests.Idempotency;
using Derp.Kv.Ledger;
using Derp.Kv.Ledger.Tests;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Derp.Kv.AspNetCore.Tests.Ledger;

/// <summary>An application whose endpoints write orders, and keep their answers in the ledger of the same database.</summary>
internal sealed class LedgerShop : IAsyncDisposable
{
    private readonly DbDataSource _source;
    private readonly DirectoryInfo? _directory;
    private readonly MemoryKvClient _store = new();

    private LedgerShop(DbDataSource source, DirectoryInfo? directory) => (_source, _directory) = (source, directory);

    public WebHost Web { get; private set; } = null!;

    public Runs Runs { get; } = new();

    public string Orders { get; } = $"orders_{Guid.NewGuid():N}";

    public string Table { get; } = $"ledger_{Guid.NewGuid():N}";

    /// <summary>Starts one on a server, or on a file of its own.</summary>
    /// <param name="server">Null: SQLite.</param>
    /// <param name="map">The endpoints. Null: those of <see cref="LedgerEndpoints"/>.</param>
    /// <param name="build">More services.</param>
    /// <param name="controller">A controller.</param>
    public static async Task<LedgerShop> StartAsync(
        SharedPostgreSql? server, Action<WebApplication>? map = null, Action<WebApplicationBuilder>? build = null, Type? controller = null) =>
        await StartAsync(server is null ? null : (await server.StartedAsync()).ConnectionString, map, build, controller);

    public static async Task<LedgerShop> StartAsync(string? connectionString, Action<WebApplication>? map = null, Action<WebApplicationBuilder>? build = null, Type? controller = null)
    {
        var directory = connectionString is null ? Directory.CreateTempSubdirectory("derp-kv-") : null;
        DbDataSource source = directory is null
            ? NpgsqlDataSource.Create(connectionString!)
            : SqliteFactory.Instance.CreateDataSource($"Data Source={Path.Combine(directory.FullName, "shop.db")}");
        var shop = new LedgerShop(source, directory);
        try
        {
            shop.Web = await WebHost.StartAsync(shop._store, builder =>
            {
                shop.AddServices(builder, controller);
                build?.Invoke(builder);
            }, map ?? LedgerEndpoints.Map);
            await shop.Web.Services.GetRequiredService<KvLedger>().CreateAsync();
            await shop.RunAsync($"CREATE TABLE {shop.Orders} (name text NOT NULL, parent text REFERENCES {shop.Orders}_parents (name) DEFERRABLE INITIALLY DEFERRED)");
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many orders of a name have been committed.</summary>
    public async Task<long> OrdersAsync(string name)
    {
        await using var connection = await _source.OpenConnectionAsync();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {Orders} WHERE name = '{name}'";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Writes an order in the transaction of a handler.</summary>
    public async Task WriteAsync(LedgerTransaction transaction, string name, string? parent = null)
    {
        using var command = transaction.Connection.CreateCommand();
        command.CommandText = $"INSERT INTO {Orders} (name, parent) VALUES ('{name}', {(parent is null ? "NULL" : $"'{parent}'")})";
        transaction.Enlist(command);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Web is not null)
            await Web.DisposeAsync();
        await _store.DisposeAsync();
        await _source.DisposeAsync();
        if (_directory is not null)
        {
            using (var connection = new SqliteConnection(_source.ConnectionString))
                SqliteConnection.ClearPool(connection);
            _directory.Delete(recursive: true);
        }
    }

    private void AddServices(WebApplicationBuilder builder, Type? controller)
    {
        builder.Services.AddSingleton(this);
        builder.Services.AddSingleton(Runs);
        builder.Services.AddProblemDetails();
        builder.Services.AddAuthentication(HeaderUser.Name).AddScheme<AuthenticationSchemeOptions, HeaderUser>(HeaderUser.Name, null);
        builder.Services.AddAuthorization();
        builder.Services.AddKvIdempotency();
        builder.Services.AddKvLedger(ledger =>
        {
            _ = _source is NpgsqlDataSource postgres ? ledger.UsePostgreSql(postgres) : ledger.UseSqlite(_source);
            ledger.Configure(options => (options.Table, options.PurgeInterval, options.SettleTimeout) = (Table, null, TimeSpan.FromMilliseconds(300)));
        });
        if (controller is not null)
        {
            builder.Services.AddControllers().ConfigureApplicationPartManager(parts =>
            {
                parts.ApplicationParts.Clear();
                parts.ApplicationParts.Add(new AssemblyPart(typeof(LedgerShop).Assembly));
                parts.FeatureProviders.Clear();
                parts.FeatureProviders.Add(new OneController(controller));
            });
        }
    }

    private async Task RunAsync(string statement)
    {
        await using var connection = await _source.OpenConnectionAsync();
        using var command = connection.CreateCommand();
        command.CommandText = $"CREATE TABLE {Orders}_parents (name text PRIMARY KEY)";
        await command.ExecuteNonQueryAsync();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }
}
