using System.Data.Common;

namespace Derp.Kv.Ledger.DependencyInjection;

/// <summary>The data sources that were made for ledgers from connection strings. They are disposed of with the container; a ledger owns nothing.</summary>
internal sealed class OwnedSources : IDisposable, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<DbDataSource> _sources = [];

    public T Own<T>(T source)
        where T : DbDataSource
    {
        lock (_gate)
            _sources.Add(source);
        return source;
    }

    public void Dispose()
    {
        foreach (var source in _sources)
            source.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
            await source.DisposeAsync().ConfigureAwait(false);
    }
}
