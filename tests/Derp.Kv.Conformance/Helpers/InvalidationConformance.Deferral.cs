using System.Transactions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Conformance;

// Invalidations that wait for the end of a transaction or a scope.
public abstract partial class InvalidationConformance
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task W4_In_a_transaction_the_invalidation_comes_after_its_end_and_reads_in_it_pass_by_the_cache(bool commits)
    {
        var (client, other) = (OtherClient(), OtherClient());
        await ReadAsync(client);
        await ReadNearAsync(client);
        using (var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await WriteAsync("new", client);
            Assert.DoesNotContain("Invalidate", client.Operations);
            Assert.Equal("new", await ReadAsync(client));
            Assert.Equal("new", await ReadNearAsync(client));
            Assert.Equal("old", await ReadElsewhereAsync(() => ReadAsync(client)));
            Assert.Equal("old", await ReadElsewhereAsync(() => ReadNearAsync(client)));
            if (commits)
                transaction.Complete();
            else
                _source = "old";
        }

        // This process knows at once.
        var after = commits ? "new" : "old";
        Assert.Equal(after, await ReadAsync(client));
        Assert.Equal(after, await ReadNearAsync(client));
        await Eventually.HoldsAsync(async () => await ReadAsync(other) == after, "The invalidation should have come.");
        await Eventually.HoldsAsync(() => Task.FromResult(client.Operations.Count(static operation => operation == "Invalidate") == 2), "Both should have been sent.");
    }

    [Fact]
    public async Task W4_After_a_transaction_in_doubt_the_invalidation_comes()
    {
        var (client, other) = (OtherClient(), OtherClient());
        await ReadAsync(client);
        var witness = new Participant();
        var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        Transaction.Current!.EnlistDurable(Guid.NewGuid(), new ParticipantInDoubt(), EnlistmentOptions.None);
        Transaction.Current.EnlistVolatile(witness, EnlistmentOptions.None);
        await WriteAsync("new", client);
        Assert.Equal("old", await ReadElsewhereAsync(() => ReadAsync(other)));
        transaction.Complete();

        Assert.Throws<TransactionInDoubtException>(transaction.Dispose);

        Assert.Equal("in doubt", witness.Outcome);
        Assert.Equal("new", await ReadAsync(client));
        await Eventually.HoldsAsync(async () => await ReadAsync(other) == "new", "The invalidation should have come.");
    }

    [Fact]
    public async Task W4_A_scope_holds_back_until_it_is_flushed()
    {
        var client = OtherClient();
        await ReadAsync(client);
        await using (var later = client.DeferInvalidations())
        {
            await WriteAsync("new", client);
            Assert.Equal("old", await ReadElsewhereAsync(() => ReadAsync(client)));
            Assert.Equal("new", await ReadAsync(client));
            Assert.DoesNotContain("Invalidate", client.Operations);

            await later.FlushAsync();
            Assert.Equal("new", await ReadAsync());
        }

        await WriteAsync("newer", client);
        Assert.Equal("newer", await ReadAsync(client));
    }

    [Fact]
    public async Task W4_A_refill_between_write_and_flush_does_not_survive()
    {
        await ReadAsync();
        await using var later = Store.DeferInvalidations();
        await WriteAsync("new");
        await Store.InvalidateAsync(KeyOf);
        _source = "old";
        await ReadElsewhereAsync(() => ReadAsync());
        _source = "new";

        await later.FlushAsync();

        Assert.Equal("new", await ReadAsync(OtherClient()));
    }

    [Fact]
    public async Task W4_A_scope_that_is_not_flushed_warns_and_flushes()
    {
        var logs = new FakeLogCollector();
        var client = LoggingTo(logs);
        await ReadAsync(client);
        await using (client.DeferInvalidations())
            await WriteAsync("new", client);

        Assert.Equal("new", await ReadAsync());
        Assert.Equal([33], logs.GetSnapshot().Where(static record => record.Level > LogLevel.Debug).Select(static record => record.Id.Id));
    }

    [Fact]
    public async Task W4_A_scope_that_is_passed_is_used_and_one_of_another_client_is_not()
    {
        var (client, other) = (OtherClient(), OtherClient());
        await ReadAsync(client);
        await using var theirs = other.DeferInvalidations();
        await WriteAsync("one", client);
        Assert.Equal("one", await ReadAsync(client));

        await using var own = await OpenElsewhereAsync(client);
        await WriteAsync("two", client, deferred: own);
        Assert.Equal("one", await ReadAsync(OtherClient()));
        await own.FlushAsync();
        Assert.Equal("two", await ReadAsync(OtherClient()));
    }
}
