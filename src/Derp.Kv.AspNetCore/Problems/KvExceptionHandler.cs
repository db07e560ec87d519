using System.Globalization;
using Derp.Kv.AspNetCore.Limits;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Problems;

/// <summary>
/// Answers this library's exceptions with problem documents. The framework then logs nothing of them, which is right for a caller's
/// mistakes; an unavailable store is logged here.
/// </summary>
internal sealed class KvExceptionHandler(WebLog log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (ExceptionProblem.Of(exception) is not { } answer)
            return false;

        if (answer.RetryAfter is { } seconds)
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (answer.Limit is { } limit)
            LimitReport.Of(httpContext).Add(limit);
        if (answer.Problem.Status >= StatusCodes.Status500InternalServerError)
            log.Unavailable(answer.Problem.Code, exception);
        WebMetrics.Problem(answer.Problem.Status, answer.Problem.Code);
        await ProblemAnswer.WriteAsync(httpContext, answer.Problem).ConfigureAwait(false);
        return true;
    }
}
