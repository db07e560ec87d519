using System.Globalization;
using System.Text;

namespace Derp.Kv.Worker;

/// <summary>What callers do in a soak, one thing after the other, and how they check it.</summary>
internal sealed class SoakCaller(KvClient client, SoakWitness witness, SoakTally tally, string instance, int index)
{
    private const int Documents = 64;
    private const int Counters = 8;
    private const int Limit = 20;
    private const int OneInSoMany = 50;
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_claim = TimeSpan.FromSeconds(5);

    private readonly SoakPrices _prices = new(client, witness, tally, index);
    private readonly SemaphoreSlim[] _writers = [.. Enumerable.Range(0, Documents).Select(_ => new SemaphoreSlim(1))];

    public async Task RunAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            tally.Add("calls");
            try
            {
                await (random.Next(13) switch
                {
                    12 when random.Next(10) == 0 => _prices.WriteAsync(random),
                    > 9 => _prices.ReadAsync(random),
                    < 3 => ReadAsync(random.Next(Documents)),
                    3 => WriteAsync((random.Next(Documents / 4) * 4) + index),
                    < 7 => PayAsync(TimeSpan.FromMilliseconds(random.Next(20))),
                    7 => LimitAsync(),
                    _ => AddAsync(random.Next(Counters)),
                });
            }
            catch (KvUnavailableException)
            {
                tally.Add("unavailable");
            }
#pragma warning disable CA1031 // Nothing else may reach a caller.
            catch (Exception e)
#pragma warning restore CA1031
            {
                tally.Add("surprises");
                await Console.Error.WriteLineAsync(e.ToString());
            }

            await Task.Delay(random.Next(10), CancellationToken.None);
        }
    }

    // A read that begins after an invalidation was answered does not see what was before. If it was another process's, the
    // first read may share a run that began before; the next one starts after that run's end.
    private async Task ReadAsync(int document)
    {
        var floor = await witness.ReadAsync($"floor:{document}");
        if (await GetAsync(document) < floor && await GetAsync(document) < floor)
            tally.Add("stale");
    }

    // Each document has its writers in one process, one at a time; their next read must see the invalidation at once.
    private async Task WriteAsync(int document)
    {
        await _writers[document].WaitAsync();
        try
        {
            var version = await witness.CountAsync($"version:{document}");
            await client.InvalidateAsync(Key($"doc:{document}"));
            if (await GetAsync(document) < version)
                tally.Add("stale");
            await witness.WriteAsync($"floor:{document}", version);
        }
        finally
        {
            _writers[document].Release();
        }
    }

    private async Task<long> GetAsync(int document) => BitConverter.ToInt64(await client.GuardedGetAsync(
        Key($"doc:{document}"),
        async _ =>
        {
            tally.Add("runs");
            var version = await witness.ReadAsync($"version:{document}");
            await WorkAsync(TimeSpan.FromMilliseconds(5), s_lease);
            return BitConverter.GetBytes(version);
        },
        s_minute,
        s_lease));

    // Four tickets an order: callers of all processes pay for the same one at about the same time.
    private async Task PayAsync(TimeSpan work)
    {
        var order = ((await witness.CountAsync("tickets") - 1) / 4).ToString(CultureInfo.InvariantCulture);
        var result = await client.IdempotentExecuteAsync(
            order,
            async ValueTask<string?> (token) =>
            {
                tally.Add("runs");
                await using var registration = token.UnsafeRegister(_ => witness.NoteLapse(order), null);
                if (await witness.NoteRunAsync(order, instance) is { } before)
                    tally.Add(await witness.IsExcusedAsync(order, before) ? "excused" : "duplicates");
                await WorkAsync(work, s_claim);
                return order;
            },
            Utf8Serializer.Instance,
            ttl: s_life,
            options: new() { LockTtl = s_claim });
        if (result.IsReplay)
            tally.Add("replays");
        if (result.Value != order)
            tally.Add("surprises");
    }

    private async Task LimitAsync()
    {
        var counter = (await witness.CountAsync("permits") / 50).ToString(CultureInfo.InvariantCulture);
        if (await client.RateLimitAsync(counter, Limit, s_life) is { Allowed: true, Counted: true } && await witness.CountAsync($"admitted:{counter}") > Limit)
            tally.Add("over");
    }

    // What was answered with "replaced" stays replaced: the counter's end is at least the number of such answers.
    private async Task AddAsync(int counter)
    {
        var key = Key($"counter:{counter}");
        var standing = await client.GetAsync(key);
        var next = Key(((standing is null ? 0 : long.Parse(standing, CultureInfo.InvariantCulture)) + 1).ToString(CultureInfo.InvariantCulture));
        var replaced = standing is null ? await client.SetNxAsync(key, next, s_life) : await client.CompareAndSetAsync(key, standing, next, s_life);
        if (replaced)
            await witness.CountAsync($"counted:{counter}");
    }

    private static async Task WorkAsync(TimeSpan usually, TimeSpan held)
    {
        if (Random.Shared.Next(OneInSoMany) == 0)
            Thread.Sleep(held * 1.4);
        else
            await Task.Delay(usually);
    }

    private static byte[] Key(string text) => Encoding.UTF8.GetBytes(text);
}
