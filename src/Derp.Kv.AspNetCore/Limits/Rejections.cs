using System.Globalization;
using System.Threading.RateLimiting;
using Derp.Kv.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Derp.Kv.AspNetCore.Limits;

/// <summary>Answers the requests that a limit has rejected: the application first, then a problem document if it has written nothing.</summary>
internal sealed class Rejections(WebLog log)
{
    public async ValueTask AnswerAsync(OnRejectedContext rejected, Func<OnRejectedContext, CancellationToken, ValueTask>? first, CancellationToken cancellationToken)
    {
        var response = rejected.HttpContext.Response;
        var problem = Suggest(response, rejected.Lease);
        if (first is not null)
            await first(rejected, cancellationToken).ConfigureAwait(false);

        if (response.HasStarted || response.ContentType is not null || response.StatusCode < StatusCodes.Status400BadRequest)
            return;
        problem = problem with { Status = response.StatusCode };
        WebMetrics.Problem(problem.Status, problem.Code);
        await ProblemAnswer.WriteAsync(rejected.HttpContext, problem).ConfigureAwait(false);
    }

    // Sets status and Retry-After, which the application may change.
    private ProblemOf Suggest(HttpResponse response, RateLimitLease lease)
    {
        ProblemOf problem;
        TimeSpan? wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : null;
        if (!lease.TryGetMetadata(KvRateLimitMetadataName.Name, out var name) || name is null)
        {
            // A limiter of the framework's, whose status the application chooses.
            problem = LimitProblem.Exceeded(name: null) with { Status = response.StatusCode };
        }
        else if (lease.TryGetMetadata(KvRateLimitMetadataName.Counted, out var counted) && counted)
        {
            problem = LimitProblem.Exceeded(name);
        }
        else
        {
            problem = LimitProblem.NotCounted;
            wait = LimitProblem.NotCountedWait;
            log.LimitUnavailable(name);
        }

        response.StatusCode = problem.Status;
        if (wait is { } time)
            response.Headers.RetryAfter = Math.Max(1, LimitDecision.CeilingSeconds(time)).ToString(CultureInfo.InvariantCulture);
        return problem;
    }
}
