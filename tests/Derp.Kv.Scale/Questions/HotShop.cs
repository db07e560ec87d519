namespace Derp.Kv.Scale.Questions;

/// <summary>One method a length of <c>Near</c>, since an attribute takes constants.</summary>
internal sealed partial class HotShop(KvClient kv, HotState state)
{
    public Task<int> ReadAsync(int tenths) => tenths switch
    {
        0 => FarAsync(1),
        1 => Near1Async(1),
        3 => Near3Async(1),
        10 => Near10Async(1),
        30 => Near30Async(1),
        100 => Near100Async(1),
        300 => Near300Async(1),
        _ => throw new ArgumentOutOfRangeException(nameof(tenths)),
    };

    public async Task InvalidateAsync(int tenths) => _ = tenths switch
    {
        0 => await InvalidateFarAsync(1),
        1 => await InvalidateNear1Async(1),
        3 => await InvalidateNear3Async(1),
        10 => await InvalidateNear10Async(1),
        30 => await InvalidateNear30Async(1),
        100 => await InvalidateNear100Async(1),
        300 => await InvalidateNear300Async(1),
        _ => throw new ArgumentOutOfRangeException(nameof(tenths)),
    };

    [Cached("far:{id}", Ttl = "1h")]
    private Task<int> FarCoreAsync(int id) => RunAsync();

    [Cached("near1:{id}", Ttl = "1h", Near = "100ms")]
    private Task<int> Near1CoreAsync(int id) => RunAsync();

    [Cached("near3:{id}", Ttl = "1h", Near = "300ms")]
    private Task<int> Near3CoreAsync(int id) => RunAsync();

    [Cached("near10:{id}", Ttl = "1h", Near = "1s")]
    private Task<int> Near10CoreAsync(int id) => RunAsync();

    [Cached("near30:{id}", Ttl = "1h", Near = "3s")]
    private Task<int> Near30CoreAsync(int id) => RunAsync();

    [Cached("near100:{id}", Ttl = "1h", Near = "10s")]
    private Task<int> Near100CoreAsync(int id) => RunAsync();

    [Cached("near300:{id}", Ttl = "1h", Near = "30s")]
    private Task<int> Near300CoreAsync(int id) => RunAsync();

    private async Task<int> RunAsync()
    {
        state.Runs++;
        var version = state.Version;
        await Task.Delay(TimeSpan.FromMilliseconds(20), kv.Options.TimeProvider);
        return version;
    }
}
