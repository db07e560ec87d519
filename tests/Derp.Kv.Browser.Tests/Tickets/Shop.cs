using System.Globalization;
using System.Net.Http.Json;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Microsoft.Data.Sqlite;

namespace Derp.Kv.Browser.Tests.Tickets;

/// <summary>The sample as its visitor has it: a store that writes down what it gets, two processes, one database.</summary>
public sealed class Shop : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("derp-kv-tickets-").FullName;
    private readonly HttpClient _http = new();
    private ValkeyServer? _store;
    private StoreSwitch? _switch;
    private ShopProcess? _a;
    private ShopProcess? _b;

    public Uri A => _a!.Address;

    public Uri B => _b!.Address;

    /// <summary>How often process B was started.</summary>
    public int StartsOfB => _b!.Starts;

    public async ValueTask InitializeAsync()
    {
        var store = _store = await ValkeyServer.StartAsync("--appendonly", "yes");
        _switch = await StoreSwitch.StartAsync(store);
        var (a, b) = ValkeyServer.FreePorts();
        string[] shared = ["--valkey", store.Endpoint, "--data", _data, "--supervisor", _switch.Address.ToString(), "--provider", Local(a) + "/provider/"];
        _a = new ShopProcess("A", Local(a), ["--other", Local(b), .. shared]);
        await _a.ListensAsync();
        _b = new ShopProcess("B", Local(b), ["--other", Local(a), .. shared]);
        await _b.ListensAsync();
    }

    /// <summary>Opens a page of process A when all is well, whatever the test before has left.</summary>
    internal async Task<Visit> OpenAsync(Chromium chromium, string path = "/", ColorScheme scheme = ColorScheme.Light, bool isPhone = false)
    {
        if (!_store!.IsRunning)
            await _store.RestartAsync();
        await Eventually.HoldsAsync(async () => await IsHealthyAsync(A) && await IsHealthyAsync(B), "The processes are not healthy.");
        return await Visit.OpenAsync(chromium, new Uri(A, path), scheme, isPhone);
    }

    public Task<string> GetAsync(Uri process, string path) => _http.GetStringAsync(new Uri(process, path));

    public async Task PutAsync(Uri process, string path, object body)
    {
        using var answer = await _http.PutAsJsonAsync(new Uri(process, path), body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A number that the database tells.</summary>
    /// <param name="query">SQL.</param>
    public async Task<long> CountAsync(string query)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(_data, "tickets.db")};Mode=ReadWrite;Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
#pragma warning disable CA2100 // The text of a test.
        command.CommandText = query;
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_a, _b, _switch, _store])
        {
            if (part is not null)
                await part.DisposeAsync();
        }

        _http.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private async Task<bool> IsHealthyAsync(Uri process)
    {
        try
        {
            // A process tries the store again when somebody asks it for something.
            await GetAsync(process, "/events");
            return await GetAsync(process, "/health") == "Healthy";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Local(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
