using System.Net;

namespace Derp.Kv.Http;

/// <summary>
/// Puts one key on a request before anything can send it twice. It stands outside of all handlers that retry, so that all tries carry
/// the same key.
/// </summary>
internal sealed class IdempotencyKeyHandler(KvIdempotencyKeysOptions options, TimeProvider time) : DelegatingHandler
{
    // A server that says zero is not asked in a loop.
    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMilliseconds(100);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Headers.Contains(options.Header))
        {
            if (!options.Methods.Contains(request.Method.Method))
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            request.Headers.TryAddWithoutValidation(options.Header, NewKey());
        }

        var canSendAgain = options.MaxWait > TimeSpan.Zero && await TryKeepBodyAsync(request.Content, cancellationToken).ConfigureAwait(false);
        var left = options.MaxWait;
        while (true)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!canSendAgain || response.StatusCode != HttpStatusCode.Conflict || WaitOf(response) is not { } wait || wait > left)
                return response;

            response.Dispose();
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            left -= wait;
        }
    }

    // A string of a structured field: with quotes. In order of time, which indexes of servers like.
    private string NewKey() => $"\"{Guid.CreateVersion7(time.GetUtcNow())}\"";

    // Null: the conflict is not one that time resolves.
    private TimeSpan? WaitOf(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < s_shortestWait ? s_shortestWait : wait;
    }

    private async ValueTask<bool> TryKeepBodyAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null)
            return true;
        if (content.Headers.ContentLength is not { } length || length > options.MaxBufferedBody)
            return false;
        await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }
}
