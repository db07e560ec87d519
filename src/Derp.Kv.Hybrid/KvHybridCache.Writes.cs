using Derp.Kv.Coordination;
using Derp.Kv.Diagnostics;
using Microsoft.Extensions.Caching.Hybrid;

namespace Derp.Kv.Hybrid;

// What the application asks for by name fails when the store does; a write after a factory is counted and passed over.
internal sealed partial class KvHybridCache
{
    public override async ValueTask SetAsync<T>(string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var terms = TermsOf(options);
        if (!IsUsable(key) || !_client.Options.CacheEnabled)
            return;

        var read = NewRead(ValuesOf<T>(), _space.KeyOf(key), tags, terms);
        read.BeginRead();
        if (terms.WritesStore)
        {
            await read.Tags.AskAsync(_client, terms.Stored).ConfigureAwait(false);
            await StoreAsync(read, value, terms, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            read.KeepOwn(value);
        }
    }

    public override async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        if (IsUsable(key))
            await _client.InvalidateAsync(_space.KeyOf(key), cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) =>
        string.IsNullOrWhiteSpace(tag) ? default : _client.InvalidateTagAsync(_space.TagOf(tag), cancellationToken);

    // Under the stamps that were asked for before.
    private async ValueTask StoreAsync<T>(HybridRead<T> read, T value, HybridTerms terms, CancellationToken cancellationToken)
    {
        var bytes = read.Encode(read.WrittenKey, value, _client.Time, default);
        var reason = read.Tags.AreSettling ? "settling" : read.IsOfSize ? null : "too_large";
        if (reason is null)
        {
            await _client.ReplaceAsync(read.WrittenKey, bytes, terms.Stored, cancellationToken).ConfigureAwait(false);
            return;
        }

        // What there was is not what the caller has said.
        KvMetrics.ValueNotStored(MethodName, reason);
        await _client.InvalidateAsync(read.WrittenKey, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A factory whose result does not go the way of a guarded get.</summary>
    private readonly record struct OwnRun<TState, T>(KvHybridCache Cache, HybridRead<T> Read, HybridTerms Terms, TState State, Func<TState, CancellationToken, ValueTask<T>> Factory)
    {
        public async ValueTask<T> RunAsync(CancellationToken cancellationToken)
        {
            Read.BeginRead();
            var writes = Terms.WritesStore && await TryAskAsync().ConfigureAwait(false);
            var value = await Factory(State, cancellationToken).ConfigureAwait(false);
            if (writes)
                await TryStoreAsync(value).ConfigureAwait(false);
            else if (!Terms.WritesStore)
                TryKeep(value);
            return value;
        }

        private async ValueTask<bool> TryAskAsync()
        {
            try
            {
                await Read.Tags.AskAsync(Cache._client, Terms.Stored + (10 * Cache._lockTtl)).ConfigureAwait(false);
                return true;
            }
            catch (Exception e) when (StoreFailure.Is(e))
            {
                Cache._client.NoteFailure(MethodName, "stamps", e);
                return false;
            }
        }

        private async ValueTask TryStoreAsync(T value)
        {
            try
            {
                // Not if its key was removed meanwhile, as far as this process has heard.
                if (Read.IsUndisturbed)
                    await Cache.StoreAsync(Read, value, Terms, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (StoreFailure.Is(e))
            {
                Cache._client.NoteFailure(MethodName, "set", e);
            }
#pragma warning disable CA1031 // A custom serializer may throw anything; the caller still gets the value.
            catch (Exception e)
#pragma warning restore CA1031
            {
                NotSerialized(e);
            }
        }

        private void TryKeep(T value)
        {
            try
            {
                Read.KeepOwn(value);
            }
#pragma warning disable CA1031 // A custom serializer may throw anything; the caller still gets the value.
            catch (Exception e)
#pragma warning restore CA1031
            {
                NotSerialized(e);
            }
        }

        private void NotSerialized(Exception exception)
        {
            KvMetrics.ValueNotStored(MethodName, "not_serialized");
            Cache._client.Log.NotSerialized(MethodName, exception);
        }
    }
}
