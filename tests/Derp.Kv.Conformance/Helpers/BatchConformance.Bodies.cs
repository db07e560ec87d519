using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

// What a body sees, and what its callers and those that have joined get when it fails, is cancelled or waits for itself.
public abstract partial class BatchConformance
{
    [Fact]
    public async Task B5_A_body_that_throws_gives_its_leases_back_and_those_who_joined_start_their_own()
    {
        var (began, end) = (new Gate(), new Gate());
        var batch = GetAsync(["a", "b"], body: async (_, _) =>
        {
            began.Open();
            await end.WaitAsync();
            throw new InvalidDataException("of the batch");
        }).AsTask();
        await began.WaitAsync();
        var singles = Enumerable.Range(0, 3).Select(_ => GetOneAsync("b").AsTask()).ToArray();
        await JoinedAsync("b", 4);

        end.Open();

        Assert.Equal("of the batch", (await Assert.ThrowsAsync<InvalidDataException>(() => batch)).Message);
        Assert.Equal(["b", "b", "b"], await Task.WhenAll(singles));
        Assert.Equal(["a b", "one b"], _runs);
        await ReleasedAsync("a");
        Assert.False(await IsStoredAsync("a"));
        Assert.Equal(Named(["a", "b"]), await GetAsync(["a", "b"]));
    }

    [Fact]
    public async Task B5_A_batch_that_has_joined_one_that_fails_runs_its_own_body()
    {
        var (began, end) = (new Gate(), new Gate());
        var failing = GetAsync(["a", "b"], body: async (_, _) =>
        {
            began.Open();
            await end.WaitAsync();
            throw new InvalidDataException();
        }).AsTask();
        await began.WaitAsync();
        var joined = GetAsync(["c", "b", "a"]).AsTask();
        await JoinedAsync("a", 2);

        end.Open();

        await Assert.ThrowsAsync<InvalidDataException>(() => failing);
        Assert.Equal(Named(["a", "b", "c"]), await joined);
        Assert.Equal(["a b", "c"], _runs.Take(2));

        // In one run, or in one for each lease as it comes back.
        Assert.Equal(["a", "b"], _runs.Skip(2).SelectMany(static run => run.Split(' ')).Order());
    }

    [Fact]
    public async Task B5_A_chunk_that_throws_ends_the_call_and_what_was_stored_before_stays()
    {
        var error = await Assert.ThrowsAsync<InvalidDataException>(async () => await GetAsync(Ids(6), Batch(maxBatch: 2), body: static (ids, _) =>
            ids[0] == "2" ? throw new InvalidDataException("second") : new(Named(ids))));

        Assert.Equal("second", error.Message);
        Assert.Equal(["0 1", "2 3"], _runs);
        Assert.True(await IsStoredAsync("1"));
        foreach (var id in Ids(6))
            await ReleasedAsync(id);
        Assert.Equal(6, (await GetAsync(Ids(6))).Count);
    }

    [Fact]
    public async Task C10_The_exception_of_a_single_call_reaches_the_batch_that_has_joined_it()
    {
        var (began, end) = (new Gate(), new Gate());
        var single = GetOneAsync("a", body: async _ =>
        {
            began.Open();
            await end.WaitAsync();
            throw new InvalidDataException();
        }).AsTask();
        await began.WaitAsync();
        var batch = GetAsync(["a", "b"]).AsTask();
        await JoinedAsync("a", 2);

        end.Open();

        await Assert.ThrowsAsync<InvalidDataException>(() => single);
        await Assert.ThrowsAsync<InvalidDataException>(() => batch);
        Assert.True(await IsStoredAsync("b"));
    }

    [Fact]
    public async Task C2_C3_C4_The_token_of_the_body_fires_when_every_caller_of_every_item_has_left()
    {
        var (began, fired) = (new Gate(), new Gate());
        using var caller = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        var batch = GetAsync(
            ["a", "b"],
            body: async (_, ct) =>
            {
                await using var registration = ct.Register(fired.Open);
                began.Open();
                await fired.WaitAsync();
                throw new OperationCanceledException(ct);
            },
            cancellationToken: caller.Token).AsTask();
        await began.WaitAsync();
        var single = GetOneAsync("b", cancellationToken: other.Token).AsTask();
        await JoinedAsync("b", 2);

        await caller.CancelAsync();
        Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => batch)).CancellationToken);

        // What only the batch has asked for is given back at once; the body goes on for the other.
        await ReleasedAsync("a");
        Assert.True(await IsLeasedAsync(KeyOf("b")));
        Assert.False(fired.IsOpen);

        await other.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => single);
        await fired.WaitAsync();
        await ReleasedAsync("b");
        Assert.Equal(Named(["a", "b"]), await GetAsync(["a", "b"]));
    }

    [Fact]
    public async Task C3_A_batch_whose_caller_has_left_stores_what_others_wait_for()
    {
        var (began, end) = (new Gate(), new Gate());
        using var caller = new CancellationTokenSource();
        var batch = GetAsync(["a", "b"], body: Held(began, end), cancellationToken: caller.Token).AsTask();
        await began.WaitAsync();
        var single = GetOneAsync("b").AsTask();
        await JoinedAsync("b", 2);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => batch);

        end.Open();

        Assert.Equal("b", await single);
        Assert.True(await IsStoredAsync("b"));
        Assert.False(await IsStoredAsync("a"));
        Assert.Equal(["a b"], _runs);
    }

    [Fact]
    public async Task C7_The_body_sees_the_ambient_values_of_its_caller()
    {
        var ambient = new AsyncLocal<string> { Value = "the caller's" };

        Assert.Equal("the caller's", (await GetAsync(["a"], body: (_, _) => new(new Dictionary<string, string?> { ["a"] = ambient.Value })))["a"]);
    }

    [Fact]
    public async Task C8_A_body_that_calls_its_own_wrapper_with_an_item_under_way_fails_fast()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await GetAsync(Ids(4), Batch(maxBatch: 2), body: async (_, _) => await GetAsync(["9", "3"])));
        Assert.Contains("wait for itself", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await GetAsync(["0"], body: async (ids, _) => new Dictionary<string, string?> { ["0"] = await GetOneAsync("0") }));

        Assert.Equal(Named(["0"]), await GetAsync(["0"], body: async (ids, _) => (await GetAsync(["8"]))["8"] is null ? Named([]) : Named(ids)));

        // What the refused call had begun for others is free again.
        Assert.Equal(Named(["9"]), await GetAsync(["9"]));
    }

    [Fact]
    public async Task C8_Bodies_that_wait_for_each_other_fail_fast()
    {
        var (first, second) = (new Gate(), new Gate());
        var calls = await Task.WhenAll(
            OutcomeAsync(GetAsync(["a", "x"], body: async (ids, _) =>
            {
                first.Open();
                await second.WaitAsync();
                await GetAsync(["b", "c"]);
                return Named(ids);
            })),
            OutcomeAsync(GetAsync(["b", "y"], body: async (ids, _) =>
            {
                second.Open();
                await first.WaitAsync();
                await GetAsync(["a", "d"]);
                return Named(ids);
            })));

        Assert.Contains(calls, static error => error is InvalidOperationException);

        static async Task<Exception?> OutcomeAsync(ValueTask<Dictionary<string, string?>> call) => await Record.ExceptionAsync(async () => await call);
    }

    [Fact]
    public async Task C17_A_body_that_hangs_gets_its_callers_a_TimeoutException()
    {
        var fired = new Gate();
        var method = Batch(Entries(new CachedPolicy { Ttl = Minute, LockTtl = TimeSpan.FromMilliseconds(30) }), maxBatch: 2);

        var call = GetAsync(Ids(5), method, body: async (_, ct) =>
        {
            await using var registration = ct.Register(fired.Open);
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return null!;
        });

        await Assert.ThrowsAsync<TimeoutException>(async () => await call);
        await fired.WaitAsync();
        Assert.Equal(["0 1"], _runs);
        Assert.Equal(Named(Ids(5)), await GetAsync(Ids(5)));
    }
}
