namespace Derp.Kv.Browser.Tests.LivePage;

/// <summary>Methods of each kind, for the page to show.</summary>
public sealed partial class Shelf(KvClient kv)
{
    private int _rateRuns;

    public int RateRuns => Volatile.Read(ref _rateRuns);

    [Cached("shelf-book:{id}", Ttl = "1h")]
    private Task<string> GetBookCoreAsync(int id) => Task.FromResult($"Book {id}");

    [Cached("shelf-author:{id}", Ttl = "1h")]
    private Task<string> GetAuthorCoreAsync(int id) => Task.FromResult($"Author {id}");

    // Works once: after it, callers get the old value.
    [Cached("shelf-rate:{currency}", Ttl = "100ms", StaleIfError = "1h")]
    private Task<int> GetRateCoreAsync(string currency) =>
        Interlocked.Increment(ref _rateRuns) == 1 ? Task.FromResult(currency.Length) : throw new InvalidOperationException("The source is down.");

    [Cached("shelf-lost:{id}", Ttl = "1h")]
    private Task<string> GetLostCoreAsync(int id) => Task.FromResult($"Nobody asks for {id}");

    [Idempotent("shelf-loan:{id}", Ttl = "1h")]
    private Task LendCoreAsync(int id) => Task.CompletedTask;

    [RateLimited("shelf-login:{reader}", Limit = 2, Window = "1h")]
    private Task LoginCoreAsync(string reader) => Task.CompletedTask;
}
