using System.Net;
using Derp.Kv.AspNetCore.Tests.Idempotency;
using Derp.Kv.Ledger.Tests;
using Derp.Kv.Servers;

namespace Derp.Kv.AspNetCore.Tests.Ledger;

// H3 and L5: what callers are told when the database is away, at the beginning or at the commit.
public sealed class LedgerCommitTests(SharedPostgreSql server)
{
    [Fact]
    public async Task H3_Without_the_database_nothing_runs()
    {
        await using var proxy = PostgreSqlProxy.Start((await server.StartedAsync()).Port);
        await using var shop = await LedgerShop.StartAsync(proxy.ConnectionString);
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();
        proxy.Refuses = true;
        proxy.CutAll();

        var refused = await caller.PostAsync("/created", key);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable", "1"), (refused.Status, refused.Code, refused.Header("Retry-After")));
        Assert.False(refused.Member("outcomeUnknown")!.Value.GetBoolean());
        Assert.Equal(0, shop.Runs.Of(key));
        Assert.Single(shop.Web.Said.Ours, static line => line.Event == 102);

        proxy.Refuses = false;
        Assert.Equal(HttpStatusCode.Created, (await caller.PostAsync("/created", key)).Status);
    }

    [Fact]
    public async Task L5_A_commit_that_was_executed_and_not_answered_is_answered_to_the_caller()
    {
        await using var proxy = PostgreSqlProxy.Start((await server.StartedAsync()).Port);
        await using var shop = await LedgerShop.StartAsync(proxy.ConnectionString);
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();
        proxy.LoseNextCommit(CommitFate.Executed);

        var first = await caller.PostAsync("/created", key);
        var second = await caller.PostAsync("/created", key);

        Assert.Equal((HttpStatusCode.Created, false), (first.Status, first.IsReplay));
        Assert.Equal((HttpStatusCode.Created, true), (second.Status, second.IsReplay));
        Assert.Equal(1, await shop.OrdersAsync(key));
    }

    [Theory]
    [InlineData(CommitFate.Lost, false)]
    [InlineData(CommitFate.LostAndServerAway, true)]
    [InlineData(CommitFate.ExecutedAndServerAway, true)]
    public async Task L5_A_commit_that_was_lost_takes_the_answer_back(CommitFate fate, bool isUnknown)
    {
        await using var proxy = PostgreSqlProxy.Start((await server.StartedAsync()).Port);
        await using var shop = await LedgerShop.StartAsync(proxy.ConnectionString);
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();
        proxy.LoseNextCommit(fate);

        var lost = await caller.PostAsync("/created", key);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable", "1"), (lost.Status, lost.Code, lost.Header("Retry-After")));
        Assert.Equal(isUnknown, lost.Member("outcomeUnknown")!.Value.GetBoolean());

        // Nothing is left of the handler's answer, and what stood before it is still there.
        Assert.Equal((null, null, "middleware"), (lost.Header("Location"), lost.Header("X-Own"), lost.Header("X-Before")));
        Assert.Single(shop.Web.Said.Ours, static line => line.Event == 104);

        proxy.Refuses = false;
        var retry = await caller.PostAsync("/created", key);
        Assert.Equal((HttpStatusCode.Created, fate == CommitFate.ExecutedAndServerAway), (retry.Status, retry.IsReplay));
        Assert.Equal(1, await shop.OrdersAsync(key));
    }
}
