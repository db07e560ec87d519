namespace Derp.Kv.Scale.Questions;

/// <summary>One method a size of the batch, since an attribute takes constants.</summary>
internal sealed partial class LimitedShop(KvClient kv)
{
    public const int Limit = 100_000;

    private readonly Task _done = Task.CompletedTask;

    public async Task<bool> IsAdmittedAsync(int batch)
    {
        try
        {
            await (batch switch
            {
                1 => EachAsync(1),
                10 => By10Async(1),
                100 => By100Async(1),
                1000 => By1000Async(1),
                _ => throw new ArgumentOutOfRangeException(nameof(batch)),
            });
            return true;
        }
        catch (RateLimitExceededException)
        {
            return false;
        }
    }

    [RateLimited("each:{id}", Limit = Limit, Window = "1m")]
    private Task EachCoreAsync(int id) => _done;

    [RateLimited("by10:{id}", Limit = Limit, Window = "1m", PermitBatch = 10)]
    private Task By10CoreAsync(int id) => _done;

    [RateLimited("by100:{id}", Limit = Limit, Window = "1m", PermitBatch = 100)]
    private Task By100CoreAsync(int id) => _done;

    [RateLimited("by1000:{id}", Limit = Limit, Window = "1m", PermitBatch = 1000)]
    private Task By1000CoreAsync(int id) => _done;
}
