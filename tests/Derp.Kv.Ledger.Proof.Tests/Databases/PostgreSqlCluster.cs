using Derp.Kv.Servers;

[assembly: AssemblyFixture(typeof(Derp.Kv.Ledger.Proof.Tests.PostgreSqlCluster))]

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>The server of all tests but those that stop it.</summary>
public sealed class PostgreSqlCluster : IAsyncLifetime
{
    // Each commit waits so long, in microseconds, before it is written: a server that is stopped then is stopped in the middle of one.
    private const string CommitDelay = "commit_delay=5000";

    public PostgreSqlServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PostgreSqlServer.StartAsync(CommitDelay, "commit_siblings=0");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
