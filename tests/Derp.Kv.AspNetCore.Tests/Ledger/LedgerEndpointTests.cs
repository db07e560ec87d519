using System.Net;
using Derp.Kv.AspNetCore.Tests.Idempotency;
using Derp.Kv.Ledger.Tests;

namespace Derp.Kv.AspNetCore.Tests.Ledger;

// H1 to H6 where the answer is stored in the transaction of its effect, on both databases.
public abstract class LedgerEndpointTests(SharedPostgreSql? server)
{
    [Fact]
    public async Task H1_Effect_and_answer_are_committed_together_and_a_retry_replays()
    {
        await using var shop = await LedgerShop.StartAsync(server);
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/created", key);
        var second = await caller.PostAsync("/created", key);

        Assert.Equal((HttpStatusCode.Created, "/orders/7", false), (first.Status, first.Header("Location"), first.IsReplay));
        Assert.Equal((HttpStatusCode.Created, "/orders/7", true), (second.Status, second.Header("Location"), second.IsReplay));
        Assert.Equal(first.Bytes, second.Bytes);
        Assert.Equal($"\"{key}\"", first.Header("Idempotency-Key"));
        Assert.Equal((1, 1L), (shop.Runs.Of(key), await shop.OrdersAsync(key)));
    }

    [Fact]
    public async Task H1_Not_a_byte_is_sent_before_the_commit()
    {
        await using var shop = await LedgerShop.StartAsync(server);
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();

        var sent = caller.BeginAsync(HttpMethod.Post, "/gated", key, new StringContent("{}"), HttpCompletionOption.ResponseHeadersRead, []);
        await shop.Runs.Gate(key).EnteredAsync();
        Assert.False(sent.IsCompleted);
        Assert.Equal(0, await shop.OrdersAsync(key));
        shop.Runs.Gate(key).Open();

        // At the first byte the effect stands.
        using var begun = await sent;
        Assert.Equal(1, await shop.OrdersAsync(key));
        Assert.Equal("run 1", (await Answer.ReadAsync(begun)).Text);
    }

    [Fact]
    public async Task H1_A_commit_that_the_database_refuses_leaves_neither_effect_nor_answer()
    {
        await using var shop = await LedgerShop.StartAsync(server);
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();

        var refused = await caller.PostAsync("/orphan", key);
        Assert.Equal((HttpStatusCode.InternalServerError, null), (refused.Status, refused.Header("Location")));
        Assert.Equal(0, await shop.OrdersAsync(key));

        var second = await caller.PostAsync("/orphan", key);
        Assert.Equal((HttpStatusCode.Created, false), (second.Status, second.IsReplay));
        Assert.Equal(1, await shop.OrdersAsync(key));
    }

    [Fact]
    public async Task H2_A_key_of_another_user_is_another_key()
    {
        await using var shop = await LedgerShop.StartAsync(server);
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/created", key, "{}", ("X-User", "ann"));
        var second = await caller.PostAsync("/created", key, "{}", ("X-User", "bob"));

        Assert.Equal((false, false), (first.IsReplay, second.IsReplay));
        Assert.Equal(2, await shop.OrdersAsync(key));
    }

    [Fact]
    public async Task H3_Keys_that_are_missing_reused_or_in_flight_are_problems()
    {
        await using var shop = await LedgerShop.StartAsync(server);
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();

        var running = caller.PostAsync("/gated", key);
        await shop.Runs.Gate(key).EnteredAsync();
        var inFlight = await caller.PostAsync("/gated", key);
        shop.Runs.Gate(key).Open();
        await running;
        var reused = await caller.PostAsync("/gated", key, "{ }");
        var missing = await caller.PostAsync("/gated", null);

        Assert.Equal((HttpStatusCode.Conflict, "idempotency_in_flight", "1"), (inFlight.Status, inFlight.Code, inFlight.Header("Retry-After")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (reused.Status, reused.Code));
        Assert.Equal((HttpStatusCode.BadRequest, "idempotency_key_missing"), (missing.Status, missing.Code));
        Assert.Equal(1, await shop.OrdersAsync(key));
    }

    [Fact]
    public async Task H1_L2_Of_concurrent_duplicates_one_runs_and_the_others_replay()
    {
        await using var shop = await LedgerShop.StartAsync(server);
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => caller.PostAsync("/waits", key)));

        Assert.All(answers, static answer => Assert.Equal((HttpStatusCode.OK, "run 1"), (answer.Status, answer.Text)));
        Assert.Equal(15, answers.Count(static answer => answer.IsReplay));
        Assert.Equal(1, await shop.OrdersAsync(key));
    }

    [Theory]
    [InlineData("/first/500")]
    [InlineData("/first/429")]
    [InlineData("/first/400")]
    [InlineData("/throws")]
    public async Task L4_A_run_that_fails_is_rolled_back_and_the_key_is_free(string path)
    {
        await using var shop = await LedgerShop.StartAsync(server);
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();

        var failed = await caller.PostAsync(path, key);
        Assert.NotEqual(HttpStatusCode.OK, failed.Status);
        Assert.Equal(0, await shop.OrdersAsync(key));

        var second = await caller.PostAsync(path, key);
        Assert.Equal((HttpStatusCode.OK, "run 2", false), (second.Status, second.Text, second.IsReplay));
        Assert.Equal(1, await shop.OrdersAsync(key));
    }

    [Fact]
    public async Task H4_A_caller_who_hangs_up_does_not_stop_the_commit()
    {
        await using var shop = await LedgerShop.StartAsync(server);
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();
        using var hangUp = new CancellationTokenSource();

        var sent = caller.BeginAsync(HttpMethod.Post, "/gated", key, new StringContent("{\"amount\":1}", System.Text.Encoding.UTF8, "application/json"), HttpCompletionOption.ResponseHeadersRead, [], hangUp.Token);
        await shop.Runs.Gate(key).EnteredAsync();
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        shop.Runs.Gate(key).Open();

        // The first may still be committing.
        Answer answer;
        do
            answer = await caller.PostAsync("/gated", key);
        while (answer.Code == "idempotency_in_flight");

        Assert.Equal(("run 1", true), (answer.Text, answer.IsReplay));
        Assert.Equal(1, await shop.OrdersAsync(key));
    }

    [Fact]
    public async Task H6_A_large_answer_passes_and_a_duplicate_does_not_run_again()
    {
        await using var shop = await LedgerShop.StartAsync(server);
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/large", key);
        var second = await caller.PostAsync("/large", key);

        Assert.Equal(300 * 1024, first.Bytes.Length);
        Assert.Equal((HttpStatusCode.Conflict, "idempotency_result_not_kept"), (second.Status, second.Code));
        Assert.Equal(1, await shop.OrdersAsync(key));
    }

    [Fact]
    public async Task H1_A_transaction_may_be_one_of_many_parameters()
    {
        await using var shop = await LedgerShop.StartAsync(server);
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();

        Assert.Equal("run 1", (await caller.PostAsync("/many", key)).Text);
        Assert.True((await caller.PostAsync("/many", key)).IsReplay);
        Assert.Equal(1, await shop.OrdersAsync(key));
    }

    [Fact]
    public async Task H1_An_action_of_a_controller_takes_the_transaction_too()
    {
        await using var shop = await LedgerShop.StartAsync(server, static app => Microsoft.AspNetCore.Builder.KvIdempotencyEndpointConventionBuilderExtensions.WithIdempotency(Microsoft.AspNetCore.Builder.ControllerEndpointRouteBuilderExtensions.MapControllers(app)), controller: typeof(LedgerController));
        using var caller = shop.Web.Caller();
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/actions", key);
        var second = await caller.PostAsync("/actions", key);

        Assert.Equal((HttpStatusCode.Created, "run 1"), (first.Status, first.Text));
        Assert.Equal((first.Text, true), (second.Text, second.IsReplay));
        Assert.Equal(1, await shop.OrdersAsync(key));
    }

    [Fact]
    public async Task H3_An_event_counts_as_handled_with_the_commit_of_its_effect()
    {
        await using var shop = await LedgerShop.StartAsync(server);
        using var sender = shop.Web.Caller();
        var id = Shop.NewKey();

        var refused = await sender.PostAsync("/hooks", null, "{}", ("webhook-id", id));
        Assert.Equal((HttpStatusCode.Unauthorized, 0L), (refused.Status, await shop.OrdersAsync(id)));

        var handled = await sender.PostAsync("/hooks", null, "{}", ("webhook-id", id));
        var again = await sender.PostAsync("/hooks", null, "{}", ("webhook-id", id));

        Assert.Equal((HttpStatusCode.Accepted, "run 2"), (handled.Status, handled.Text));
        Assert.Equal((HttpStatusCode.Accepted, "", true), (again.Status, again.Text, again.IsReplay));
        Assert.Equal((2, 1L), (shop.Runs.Of(id), await shop.OrdersAsync(id)));
    }

    [Fact]
    public async Task H3_A_delivery_while_the_event_is_handled_is_to_come_again()
    {
        await using var shop = await LedgerShop.StartAsync(server);
        using var sender = shop.Web.Caller();
        var id = Shop.NewKey();

        var first = sender.PostAsync("/hooks/gated", null, "{}", ("webhook-id", id));
        await shop.Runs.Gate(id).EnteredAsync();
        var second = await sender.PostAsync("/hooks/gated", null, "{}", ("webhook-id", id));
        shop.Runs.Gate(id).Open();

        Assert.Equal((HttpStatusCode.Conflict, "idempotency_in_flight"), (second.Status, second.Code));
        Assert.Equal(HttpStatusCode.OK, (await first).Status);
        Assert.Equal(1, await shop.OrdersAsync(id));
    }
}

public sealed class SqliteLedgerEndpointTests() : LedgerEndpointTests(null);

public sealed class PostgreSqlLedgerEndpointTests(SharedPostgreSql server) : LedgerEndpointTests(server);
