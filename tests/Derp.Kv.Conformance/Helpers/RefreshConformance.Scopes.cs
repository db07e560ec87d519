using Derp.Kv.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Conformance;

// Bodies that run on the instance of a scope of their own.
public abstract partial class RefreshConformance
{
    [Fact]
    public async Task F5_A_refresh_in_a_scope_of_its_own_outlives_the_callers_and_ends_after_the_body()
    {
        var (scopes, started, goOn) = (new Scopes(), new Gate(), new Gate());
        var client = OtherClient(new KvClientOptions { ScopeFactory = scopes });
        var request = new Session("caller");
        Assert.Equal("v1 by caller", await CallInScopeAsync(client, request, "v1"));
        Assert.Empty(scopes.Made);
        await MakeDueAsync();

        Assert.Equal("v1 by caller", await CallInScopeAsync(client, request, "v2", async () =>
        {
            started.Open();
            await goOn.WaitAsync();
        }));
        await started.WaitAsync();

        // As a container does at the end of the request.
        request.Dispose();
        var scoped = Assert.Single(scopes.Made);
        Assert.False(scoped.IsDisposed);
        goOn.Open();
        await Eventually.HoldsAsync(() => Task.FromResult(scoped.IsDisposed), "The scope should end after the body.");
        Assert.Equal("v2 by scope 1", await CallInScopeAsync(client, new Session("another"), "unwanted"));
        Assert.Single(scopes.Made);
    }

    [Fact]
    public async Task F5_A_scope_outside_the_request_never_answers_for_its_user()
    {
        var scopes = new Scopes();
        var client = OtherClient(new KvClientOptions { ScopeFactory = scopes });
        var request = new Session("alice", _name);
        Assert.Equal("v1 by alice", await CallInScopeAsync(client, request, "v1"));
        await MakeDueAsync();

        // In the new scope nobody is signed in: its key is another one.
        Assert.Equal("v2 by alice", await CallInScopeAsync(client, request, "v2"));
        Assert.True(Assert.Single(scopes.Made).IsDisposed);
        Assert.Equal("v2 by alice", await CallInScopeAsync(client, request, "unwanted"));
    }

    [Fact]
    public async Task F5_An_instance_that_cannot_be_made_is_a_failed_refresh()
    {
        var scopes = new Scopes { Fails = true };
        var client = OtherClient(new KvClientOptions { ScopeFactory = scopes });
        await CallInScopeAsync(client, new Session("caller"), "v1");
        await MakeDueAsync();
        Assert.Equal("v1 by caller", await CallInScopeAsync(client, new Session("caller"), "unwanted"));
        Assert.Equal("v1 by caller", await CallInScopeAsync(client, new Session("caller"), "unwanted"));
        Assert.Single(client.Operations, static operation => operation == "FailRefresh");
    }

    [Fact]
    public async Task F5_A_client_without_scopes_refuses_the_first_call()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await CallInScopeAsync(Store, new Session("caller"), "v1"));
        Assert.Contains("ScopeFactory", error.Message, StringComparison.Ordinal);
    }

    private ValueTask<string?> CallInScopeAsync(KvClient client, Session session, string value, Func<Task>? body = null) => Refreshed(RefreshOn.NewScope).CallAsync(
        client,
        new Key(session.Key ?? _name),
        (self: session, value, body, name: _name),
        new()
        {
            Plain = static async (s, _) =>
            {
                if (s.body is { } body)
                    await body();
                return s.self.Say(s.value);
            },
            InScope = static (s, services) =>
            {
                var self = services.GetRequiredService<Session>();
                return ((self, s.value, s.body, s.name), new Key(s.self.Key is null ? s.name : self.Name));
            },
        },
        default);

    // As a context of a database: it throws when it is used after its end.
    private sealed class Session(string name, string? key = null) : IDisposable
    {
        public string Name => name;

        public string? Key => key;

        public bool IsDisposed { get; private set; }

        public string Say(string value)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return $"{value} by {name}";
        }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Scopes : IServiceScopeFactory
    {
        public List<Session> Made { get; } = [];

        public bool Fails { get; init; }

        public IServiceScope CreateScope()
        {
            Made.Add(new Session($"scope {Made.Count + 1}"));
            return new Scope(Made[^1], Fails);
        }

        private sealed class Scope(Session session, bool fails) : IServiceScope, IServiceProvider
        {
            public IServiceProvider ServiceProvider => this;

            public object? GetService(Type serviceType) => fails ? throw new InvalidOperationException("The database is down.") : serviceType == typeof(Session) ? session : null;

            public void Dispose() => session.Dispose();
        }
    }
}
