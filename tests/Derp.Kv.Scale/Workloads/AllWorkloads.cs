namespace Derp.Kv.Scale.Workloads;

/// <summary>The workloads that both benches run. Steps are far enough apart that a loaded machine does not change who meets whom.</summary>
internal static class AllWorkloads
{
    public const int Processes = 4;

    private const int Warm = -1;

    public static IReadOnlyList<Workload> All { get; } =
    [
        // 50 callers in each process meet a cold key, ten times.
        new("stampede", TimeSpan.FromMilliseconds(100), WarmAsync, static member => member.PaceAsync(10, TimeSpan.FromMilliseconds(300), step =>
            Task.WhenAll(Enumerable.Range(0, 50).Select(_ => member.Shop.GetProductAsync(step))))),

        // Twice as many calls as the limit admits.
        new("limit", TimeSpan.Zero, WarmAsync, static member => member.PaceAsync(100, TimeSpan.FromMilliseconds(10), _ => AskAsync(member.Shop.LimitedAsync))),
        new("batches", TimeSpan.Zero, WarmAsync, static member => member.PaceAsync(100, TimeSpan.FromMilliseconds(10), _ => AskAsync(member.Shop.BatchedAsync))),

        // A hot key, which the first process invalidates eight times.
        new("near", TimeSpan.FromMilliseconds(100), WarmAsync, static member => Task.WhenAll(
            member.PaceAsync(300, TimeSpan.FromMilliseconds(10), _ => member.Shop.GetNearAsync(0)),
            member.Number == 0 ? member.PaceAsync(8, TimeSpan.FromMilliseconds(300), step => step == 0 ? Task.CompletedTask : member.Shop.InvalidateGetNearAsync(0).AsTask()) : Task.CompletedTask)),

        // Each order comes to all processes.
        new("claims", TimeSpan.FromMilliseconds(100), WarmAsync, static member => member.PaceAsync(10, TimeSpan.FromMilliseconds(300), step => member.Shop.OrderAsync(step))),
    ];

    public static Workload Of(string name) => All.Single(workload => workload.Name == name);

    private static async Task AskAsync(Func<int, CancellationToken, Task<int>> call)
    {
        try
        {
            await call(0, CancellationToken.None);
        }
        catch (RateLimitExceededException)
        {
            // As half of them are.
        }
    }

    private static async Task WarmAsync(Member member)
    {
        // All processes at one key: those that wait subscribe.
        await member.Shop.GetProductAsync(Warm);
        await member.Shop.OrderAsync(Warm);
        var own = Warm - 1 - member.Number;
        await member.Shop.GetNearAsync(own);
        await member.Shop.InvalidateGetNearAsync(own);
        await member.Shop.LimitedAsync(own);
        await member.Shop.BatchedAsync(own);
    }
}
