using Derp.Kv.Coordination.Invalidations;

namespace Derp.Kv.Conformance;

// Invalidations in the body of a ledger, whose transaction is committed after the body has returned.
public abstract partial class InvalidationConformance
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task W4_In_a_ledgers_transaction_the_invalidation_comes_after_its_end_and_reads_in_it_pass_by_the_cache(bool commits)
    {
        var (client, other) = (OtherClient(), OtherClient());
        await ReadAsync(client);
        await ReadNearAsync(client);
        var open = OpenTransaction.Begin();
        await WriteAsync("new", client);
        Assert.DoesNotContain("Invalidate", client.Operations);
        Assert.Equal("new", await ReadAsync(client));
        Assert.Equal("new", await ReadNearAsync(client));
        Assert.Equal("old", await ReadElsewhereAsync(() => ReadAsync(client)));
        Assert.Equal("old", await ReadElsewhereAsync(() => ReadNearAsync(client)));
        if (!commits)
            _source = "old";

        Assert.Null(await open.EndAsync(isCallerTold: commits));

        var after = commits ? "new" : "old";
        Assert.Equal(2, client.Operations.Count(static operation => operation == "Invalidate"));
        Assert.Equal(after, await ReadAsync(client));
        Assert.Equal(after, await ReadNearAsync(client));
        Assert.Equal(after, await ReadAsync(other));
    }

    [Fact]
    public async Task W4_What_another_reader_stored_before_the_commit_does_not_survive_it()
    {
        await ReadAsync();
        var open = OpenTransaction.Begin();
        await WriteAsync("new");
        await Store.InvalidateAsync(KeyOf);
        _source = "old";
        await ReadElsewhereAsync(() => ReadAsync());
        _source = "new";

        await open.EndAsync(isCallerTold: true);

        Assert.Equal("new", await ReadAsync(OtherClient()));
    }

    [Fact]
    public async Task W4_A_scope_that_is_flushed_in_a_ledgers_transaction_waits_for_its_end()
    {
        var client = OtherClient();
        await ReadAsync(client);
        var open = OpenTransaction.Begin();
        await using (var later = client.DeferInvalidations())
        {
            await WriteAsync("new", client);
            await later.FlushAsync();
        }

        Assert.DoesNotContain("Invalidate", client.Operations);
        Assert.Equal("old", await ReadElsewhereAsync(() => ReadAsync(client)));
        Assert.Equal("new", await ReadAsync(client));

        await open.EndAsync(isCallerTold: true);

        Assert.Equal("new", await ReadElsewhereAsync(() => ReadAsync(client)));
    }

    [Fact]
    public async Task W4_What_is_written_after_the_end_is_invalidated_at_once()
    {
        var client = OtherClient();
        await ReadAsync(client);
        await OpenTransaction.Begin().EndAsync(isCallerTold: true);

        await WriteAsync("new", client);

        Assert.Contains("Invalidate", client.Operations);
        Assert.Equal("new", await ReadAsync(OtherClient()));
    }
}
