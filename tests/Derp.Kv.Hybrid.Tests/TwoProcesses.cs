using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StoresWorker;

namespace Derp.Kv.Hybrid.Tests;

/// <summary>Two applications on one server, each a process: started once for the class.</summary>
public sealed class TwoProcesses(SharedServer server) : IAsyncLifetime
{
    private StoresPair _pair = null!;

    public StoresNode A => _pair.A;

    public StoresNode B => _pair.B;

    public async ValueTask InitializeAsync() => _pair = await StoresPair.StartAsync(server.Endpoint);

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    /// <summary>How often all processes have computed.</summary>
    public async Task<string?> RunsAsync(string key) => (string?)await server.Server.CommandAsync("GET", $"runs:{key}");

    public Task BegunAsync(string key) => Eventually.HoldsAsync(async () => await RunsAsync(key) is not null, "It should have begun to compute.");
}

public sealed class TwoProcessesTests(TwoProcesses processes) : IClassFixture<TwoProcesses>
{
    private readonly string _key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task C14_Two_processes_with_a_hundred_callers_each_run_a_factory_once()
    {
        await processes.A.PostAsync($"/close/{_key}");
        await processes.B.PostAsync($"/close/{_key}");
        var a = processes.A.GetAllAsync($"/hybrid/{_key}?callers=100");
        await processes.BegunAsync(_key);
        var b = processes.B.GetAllAsync($"/hybrid/{_key}?callers=100");
        await processes.A.PostAsync($"/open/{_key}");
        await processes.B.PostAsync($"/open/{_key}");

        string[] values = [.. await a, .. await b];

        Assert.Equal(200, values.Length);
        Assert.Single(values.Distinct());
        Assert.Equal("1", await processes.RunsAsync(_key));
    }

    [Fact]
    public async Task H10_A_tag_that_the_other_process_removes_while_the_factory_runs_wins()
    {
        await processes.A.PostAsync($"/close/{_key}");
        var running = processes.A.GetAllAsync($"/hybrid/{_key}?callers=1&tag={_key}");
        await processes.BegunAsync(_key);
        await processes.B.PostAsync($"/remove/{_key}");
        await processes.A.PostAsync($"/open/{_key}");

        Assert.EndsWith(":1", Assert.Single(await running), StringComparison.Ordinal);
        Assert.EndsWith(":2", Assert.Single(await processes.A.GetAllAsync($"/hybrid/{_key}?callers=1&tag={_key}")), StringComparison.Ordinal);
        Assert.EndsWith(":2", Assert.Single(await processes.B.GetAllAsync($"/hybrid/{_key}?callers=1&tag={_key}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H10_A_session_goes_on_in_the_other_process()
    {
        var (visitor, stranger) = (new Dictionary<string, string>(), new Dictionary<string, string>());
        await processes.A.VisitAsync(HttpMethod.Post, "/session/name/Ada", visitor);
        Assert.Equal("Ada", await processes.B.VisitAsync(HttpMethod.Get, "/session/name", visitor));
        await processes.B.VisitAsync(HttpMethod.Post, "/session/name/Grace", visitor);
        Assert.Equal("Grace", await processes.A.VisitAsync(HttpMethod.Get, "/session/name", visitor));
        Assert.Equal("none", await processes.A.VisitAsync(HttpMethod.Get, "/session/name", stranger));

        await processes.B.VisitAsync(HttpMethod.Delete, "/session", visitor);
        Assert.Equal("none", await processes.A.VisitAsync(HttpMethod.Get, "/session/name", visitor));
        Assert.Equal("none", await processes.B.VisitAsync(HttpMethod.Get, "/session/name", visitor));
    }
}
