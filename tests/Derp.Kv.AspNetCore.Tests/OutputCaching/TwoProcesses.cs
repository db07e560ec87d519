using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StoresWorker;

namespace Derp.Kv.AspNetCore.Tests.OutputCaching;

/// <summary>Two applications on one server, each a process: started once for the class.</summary>
public sealed class TwoProcesses(SharedServer server) : IAsyncLifetime
{
    private StoresPair _pair = null!;

    public StoresNode A => _pair.A;

    public StoresNode B => _pair.B;

    public async ValueTask InitializeAsync() => _pair = await StoresPair.StartAsync(server.Endpoint);

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    public Task SetSourceAsync(string id, string text) => server.Server.CommandAsync("SET", $"source:{id}", text, "EX", "60");

    public async Task<string?> RunsAsync(string id) => (string?)await server.Server.CommandAsync("GET", $"runs:{id}");

    public Task RenderedAsync(string id, int times) =>
        Eventually.HoldsAsync(async () => await RunsAsync(id) == $"{times}", "The page should be being rendered.");
}

/// <summary>Through the framework's middleware, on Kestrel.</summary>
[Collection<SharedEvictions>]
public sealed class TwoProcessesTests(TwoProcesses processes) : IClassFixture<TwoProcesses>
{
    private readonly string _id = Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData("page")]
    [InlineData("late")]
    public async Task H10_A_page_that_one_process_has_rendered_is_served_by_both_until_its_tag_is_evicted(string path)
    {
        await processes.SetSourceAsync(_id, "old");
        Assert.Equal("old", await processes.A.GetAsync($"/{path}/{_id}"));
        await processes.SetSourceAsync(_id, "new");
        Assert.Equal("old", await processes.A.GetAsync($"/{path}/{_id}"));
        Assert.Equal("old", await processes.B.GetAsync($"/{path}/{_id}"));

        await processes.B.PostAsync($"/evict/{_id}");

        Assert.Equal("new", await processes.A.GetAsync($"/{path}/{_id}"));
        Assert.Equal("new", await processes.B.GetAsync($"/{path}/{_id}"));
        Assert.Equal("2", await processes.RunsAsync(_id));
    }

    [Theory]
    [InlineData("page")]
    [InlineData("late")]
    public async Task H10_After_an_eviction_while_a_page_is_rendered_the_next_request_renders_in_either_process(string path)
    {
        await processes.SetSourceAsync(_id, "old");
        await processes.A.PostAsync($"/close/{_id}");
        var rendering = processes.A.GetAsync($"/{path}/{_id}");
        await processes.RenderedAsync(_id, times: 1);

        await processes.SetSourceAsync(_id, "new");
        await processes.B.PostAsync($"/evict/{_id}");
        await processes.A.PostAsync($"/open/{_id}");

        Assert.Equal("old", await rendering);
        Assert.Equal("new", await processes.B.GetAsync($"/{path}/{_id}"));
        Assert.Equal("new", await processes.A.GetAsync($"/{path}/{_id}"));
        Assert.Equal("2", await processes.RunsAsync(_id));
    }

    [Fact]
    public async Task H10_Two_evictions_while_a_page_is_rendered_leave_nothing_older_than_the_later()
    {
        await processes.SetSourceAsync(_id, "old");
        await processes.A.PostAsync($"/close/{_id}");
        var rendering = processes.A.GetAsync($"/page/{_id}");
        await processes.RenderedAsync(_id, times: 1);

        await processes.SetSourceAsync(_id, "newer");
        await Task.WhenAll(processes.A.PostAsync($"/evict/{_id}"), processes.B.PostAsync($"/evict/{_id}"));
        await processes.A.PostAsync($"/open/{_id}");
        await rendering;

        Assert.Equal("newer", await processes.A.GetAsync($"/page/{_id}"));
        Assert.Equal("newer", await processes.B.GetAsync($"/page/{_id}"));
    }
}
