using System.Data.Common;

namespace Derp.Kv.LedgerWorker;

/// <summary>Makes calls that are to have their effect once.</summary>
internal interface ICaller : IAsyncDisposable
{
    /// <summary>Asked in the middle of each body, between its two rows; null: bodies do not wait.</summary>
    Func<string, Task>? InBody { get; set; }

    DbDataSource Source { get; }

    Task<Outcome> CallAsync(string key, TimeSpan? ttl = null);

    /// <summary>Makes the tables, but for that of effects.</summary>
    Task CreateAsync();
}
