using System.Transactions;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;
using Derp.Kv.Tests.Races.Near;

namespace Derp.Kv.Tests.Races.Tags;

/// <summary>
/// Readers of a value with a tag, and writers that change the truth and then invalidate, at once or held back. What must hold stands in
/// <see cref="TaggedPromises"/>.
/// </summary>
internal sealed class TaggedWorld
{
    private readonly TaggedPromises _promises;

    public TaggedWorld(TaggedPlan plan, IStrategy strategy, Server? server = null, bool repliesAtOnce = false, bool combines = false)
    {
        Plan = plan;
        Explorer = new Explorer(strategy, plan.Faults);
        Server = server ?? NewServer();
        Server.Attach(Explorer);
        Clients = [.. Enumerable.Range(1, plan.Clients).Select(i => new ControlledKvClient(Explorer, Server, $"client {i}") { RepliesAtOnce = repliesAtOnce, Combines = combines })];
        _promises = new TaggedPromises(this);

        foreach (var (i, reader) in plan.Readers.Index())
            Explorer.Offer(new Option($"reader {i + 1}", "reads", OptionKind.Step, () => _ = ReadAsync($"reader {i + 1}", reader)));
        foreach (var (i, writer) in plan.Writers.Index())
            Explorer.Offer(new Option($"writer {i + 1}", "writes", OptionKind.Step, () => _ = WriteAsync($"writer {i + 1}", writer)));
        for (var i = 0; i < plan.Evictions; i++)
            Explorer.Offer(new Option("server", "evicts the stamp", OptionKind.Step, () => Server.Evict(TaggedMethods.Tag)));
    }

    public TaggedPlan Plan { get; }

    public Explorer Explorer { get; }

    public Server Server { get; }

    public ControlledKvClient[] Clients { get; }

    public List<TaggedRun> Runs { get; } = [];

    public long Truth { get; private set; }

    /// <summary>Readers and writers that have not ended.</summary>
    public int UnderWay { get; private set; }

    public IReadOnlySet<TaggedEvent> Seen => _promises.Seen;

    public static Server NewServer() => new(TaggedMethods.Key, TaggedMethods.Tag);

    /// <summary>Runs to the end, and looks at what is left.</summary>
    public void Run()
    {
        Explorer.Run();
        _promises.AtTheEnd();
        Explorer.ThrowIfBroken();
    }

    private async Task ReadAsync(string actor, TaggedReader reader)
    {
        Explorer.Actor = actor;
        UnderWay++;
        for (var i = 0; i < reader.Reads; i++)
        {
            if (i > 0)
                await Explorer.TurnAsync("reads again");
            var call = _promises.Starts(actor, reader.Client);
            try
            {
                _promises.Answered(call, await ReadAsync(reader));
            }
#pragma warning disable CA1031 // Each is judged.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _promises.Failed(e);
            }
        }

        UnderWay--;
    }

    private async ValueTask<NearValue> ReadAsync(TaggedReader reader) =>
        NearValue.Of((await TaggedMethods.ReadAsync(Clients[reader.Client], (this, reader), static (state, _) => state.Item1.BodyAsync(state.reader)))!);

    private async ValueTask<string?> BodyAsync(TaggedReader reader)
    {
        var run = _promises.BodyStarts(new TaggedRun(new NearValue(Runs.Count + 1, Truth), Explorer.Actor));
        Runs.Add(run);
        for (var i = 1; i <= reader.Steps; i++)
            await Explorer.TurnAsync($"body, step {i}");
        if (reader.Fails)
            throw new PlannedFailureException();
        run.HasReturned = true;
        return run.Value.ToString();
    }

    private async Task WriteAsync(string actor, TaggedWriter writer)
    {
        Explorer.Actor = actor;
        UnderWay++;
        for (var i = 0; i < writer.Times; i++)
        {
            if (i > 0)
                await Explorer.TurnAsync("writes again");
            await WriteOnceAsync(actor, writer);
        }

        UnderWay--;
    }

    private async Task WriteOnceAsync(string actor, TaggedWriter writer)
    {
        var client = Clients[writer.Client];
        var version = ++Truth;
        try
        {
            switch (writer.Means)
            {
                case Means.Tag:
                    await client.InvalidateTagAsync(TaggedMethods.Tag);
                    break;
                case Means.Key:
                    await client.InvalidateAsync(TaggedMethods.Key);
                    break;
                case Means.Scope:
                    await WriteInScopeAsync(actor, client, writer);
                    break;
                default:
                    await WriteInTransactionAsync(actor, client, writer);
                    break;
            }

            _promises.HasInvalidated(writer.Client, version);
        }
        catch (KvUnavailableException)
        {
        }
    }

    private async Task WriteInScopeAsync(string actor, KvClient client, TaggedWriter writer)
    {
        await using var deferred = client.DeferInvalidations();
        await WriteAndReadAsync(actor, client, writer);
        await deferred.FlushAsync();
    }

    private async Task WriteInTransactionAsync(string actor, KvClient client, TaggedWriter writer)
    {
        using var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        await WriteAndReadAsync(actor, client, writer);
        if (writer.Means == Means.Transaction)
            transaction.Complete();
    }

    // While it holds the invalidation back, it reads what it has written.
    private async Task WriteAndReadAsync(string actor, KvClient client, TaggedWriter writer)
    {
        await TaggedMethods.WriteAsync(client, writer.ByTag, () => ++Truth);
        var aside = _promises.StartsAside(actor);
        var read = await ReadAsync(new TaggedReader(writer.Client, Steps: writer.Steps));
        _promises.AnsweredAside(aside, read);
    }
}

/// <summary>One run of a body.</summary>
/// <param name="Value">What it returns; its version is the truth that it has read.</param>
/// <param name="Actor">Who runs it: a flight, or the writer that reads in the middle of its write.</param>
internal sealed record TaggedRun(NearValue Value, string Actor)
{
    public bool HasReturned { get; set; }

    /// <summary>Whether its flight had been told the stamp before.</summary>
    public bool HasStamp { get; set; }
}
