using Derp.Kv.AspNetCore.Idempotency.Requests;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Idempotency;

/// <summary>Requests that do not reach their endpoint: the body cannot be read, or the key cannot be claimed. And those whose transaction was not committed.</summary>
internal sealed class RefusedRequest(IdempotencyAnswers answers, string route, IdempotencyLog log)
{
    public IdempotencyAnswers Answers { get; } = answers;

    /// <summary>Exceptions of the claim that have an answer of their own.</summary>
    private static bool IsOurs(KvException exception) =>
        exception is IdempotencyInFlightException or IdempotencyKeyReusedException or KvUnavailableException or KvSerializationException;

    /// <summary>Whether an exception has an answer: nothing ran, or the transaction of what ran was not committed and nothing was sent.</summary>
    public static bool CanAnswer(HttpContext http, CapturedCall call, KvException exception) =>
        call.HasRun ? call.HasReturned && exception is KvUnavailableException && !http.Response.HasStarted : IsOurs(exception);

    public Task AnswerAsync(HttpContext http, CapturedCall call, KvException exception)
    {
        if (call.HasRun && exception is KvUnavailableException notCommitted)
        {
            call.TakeBack();
            log.NotCommitted(route, exception);
            return Answers.StoreUnavailableAsync(http, notCommitted.OutcomeUnknown);
        }

        switch (exception)
        {
            case IdempotencyInFlightException inFlight:
                WebMetrics.Conflict(route, "in_flight");
                return Answers.InFlightAsync(http, inFlight.RetryAfter);
            case IdempotencyKeyReusedException:
                WebMetrics.Conflict(route, "key_reused");
                return Answers.KeyReusedAsync(http);
            case KvUnavailableException:
                log.ClaimUnavailable(route, exception);
                return Answers.StoreUnavailableAsync(http, outcomeUnknown: false);
            default:
                log.RecordUnreadable(route, exception);
                return Answers.RecordUnreadableAsync(http);
        }
    }

    /// <summary>The request's body, read to its end; null: it could not be, and that was answered.</summary>
    public async ValueTask<ReceivedBody?> TryReceiveAsync(HttpContext http, long max)
    {
        try
        {
            var body = await ReceivedBody.ReceiveAsync(http, max).ConfigureAwait(false);
            if (body.State != BodyState.TooLarge)
                return body;
        }
        catch (BadHttpRequestException e) when (e.StatusCode != StatusCodes.Status413PayloadTooLarge)
        {
            // As the framework answers it where an endpoint reads the body itself.
            http.Response.StatusCode = e.StatusCode;
            return null;
        }
        catch (BadHttpRequestException)
        {
        }
        catch (IOException) when (http.RequestAborted.IsCancellationRequested)
        {
            return null;
        }

        await Answers.BodyTooLargeAsync(http).ConfigureAwait(false);
        return null;
    }
}
