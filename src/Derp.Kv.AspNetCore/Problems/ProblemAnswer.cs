using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Derp.Kv.AspNetCore.Problems;

/// <summary>
/// Writes a problem document whatever the caller accepts. The framework's service takes the first writer that wants to: none does for
/// <c>Accept: text/html</c>, and MVC's takes controllers without <c>[ApiController]</c> and then writes nothing.
/// </summary>
internal static class ProblemAnswer
{
    private const string MediaType = "application/problem+json";

    /// <summary>Sets the status and writes the body. Headers are set before. If the response has begun, nothing is written.</summary>
    public static async Task WriteAsync(HttpContext http, ProblemOf problem)
    {
        var response = http.Response;
        if (response.HasStarted)
            return;

        response.StatusCode = problem.Status;
        response.ContentType = null;
        response.ContentLength = null;
        var context = new ProblemDetailsContext
        {
            HttpContext = http,
            AdditionalMetadata = EndpointOf(http)?.Metadata,
            ProblemDetails = DetailsOf(http, problem),
        };

        // A response that is captured has not started; a writer that has written has also named what it wrote.
        var service = http.RequestServices.GetService<IProblemDetailsService>();
        if (service is not null && await service.TryWriteAsync(context).ConfigureAwait(false) && (response.HasStarted || response.ContentType is not null))
            return;

        await WriteOursAsync(context).ConfigureAwait(false);
    }

    private static ProblemDetails DetailsOf(HttpContext http, in ProblemOf problem)
    {
        var details = new ProblemDetails { Type = problem.Type ?? "about:blank", Title = problem.Title, Status = problem.Status };
        details.Extensions["code"] = problem.Code;
        foreach (var (name, value) in problem.Extensions ?? new Dictionary<string, object?>())
            details.Extensions[name] = ProblemJson.Plain(value);
        details.Extensions["traceId"] = Activity.Current?.Id ?? http.TraceIdentifier;
        return details;
    }

    private static Task WriteOursAsync(ProblemDetailsContext context)
    {
        var services = context.HttpContext.RequestServices;
        services.GetService<IOptions<ProblemDetailsOptions>>()?.Value.CustomizeProblemDetails?.Invoke(context);
        var json = ProblemJson.OptionsOf(services).GetTypeInfo(context.ProblemDetails.GetType());
        return context.HttpContext.Response.WriteAsJsonAsync(context.ProblemDetails, json, MediaType);
    }

    // The exception handler's middleware takes the endpoint away before it calls handlers.
    private static Endpoint? EndpointOf(HttpContext http) =>
        http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
}
