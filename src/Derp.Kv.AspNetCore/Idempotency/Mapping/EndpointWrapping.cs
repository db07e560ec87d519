using System.Reflection;
using Derp.Kv.AspNetCore.Idempotency.Settings;
using Derp.Kv.AspNetCore.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Idempotency.Mapping;

/// <summary>
/// Puts the wrapper around an endpoint's own delegate, when all conventions have run. There it stands after authentication, authorization, CORS and
/// limits, whatever order the middleware has. The conventions of an endpoint finish before those of its group.
/// </summary>
internal static class EndpointWrapping
{
    public static void Finish(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.Any(static item => item is IdempotencyDecided or WebhookMark))
            return;

        var marks = endpoint.Metadata.OfType<IdempotentEndpointAttribute>().ToList();
        var layers = endpoint.Metadata.OfType<IdempotencyLayer>().ToList();
        if (layers.Count == 0 || (marks.Count == 0 && layers.All(static layer => layer.OnlyMarked)) || IsDisabled(endpoint))
            return;

        var services = ServicesOf(endpoint);
        var options = services.Defaults.Copy();
        foreach (var layer in layers)
            layer.Configure?.Invoke(options);

        // Those of a controller come before those of its action.
        var problems = marks.SelectMany(mark => mark.Apply(options)).ToList();
        problems.AddRange(IdempotencyRules.Problems(options));
        if (endpoint.Metadata.OfType<ActionDescriptor>().LastOrDefault() is { } action)
            problems.AddRange(ActionFilters.Problems(action, options.ReplayPast, endpoint.ApplicationServices));

        var serves = Serves(endpoint, options.Methods);
        if (!serves && IsMarkedItself(endpoint))
            problems.Add($"[IdempotentEndpoint] has no effect: the endpoint serves none of {string.Join(", ", options.Methods.Order(StringComparer.Ordinal))}. Add its method to Methods.");
        if (serves && options.Ledger is not null)
            problems.AddRange(TransactionParameter.Problems(endpoint.Metadata, options));
        Refuse(endpoint, problems);

        endpoint.Metadata.Add(IdempotencyDecided.Instance);
        if (!serves)
            return;
        if (options.Ledger is not null)
            endpoint.Metadata.Add(LedgerMark.Instance);
        endpoint.Metadata.Add(new KvIdempotencyMetadata(options));
        if (endpoint.RequestDelegate is { } inner)
            endpoint.RequestDelegate = new IdempotentEndpoint(inner, options, services, NameOf(endpoint)).InvokeAsync;
    }

    /// <summary>The registered services, or an exception that says how to register them.</summary>
    public static IdempotencyServices ServicesOf(EndpointBuilder endpoint) =>
        endpoint.ApplicationServices.GetService<IdempotencyServices>()
        ?? throw new InvalidOperationException("WithIdempotency() and ProcessOnce() need services.AddKvIdempotency().");

    /// <summary>Ends the start of the host, or the building of the endpoint, with what is wrong.</summary>
    public static void Refuse(EndpointBuilder endpoint, IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
            throw new InvalidOperationException($"{endpoint.DisplayName ?? "An endpoint"} cannot be idempotent as it is. {string.Join(" ", problems)}");
    }

    /// <summary>What stands for the endpoint in metrics and logs: its route's pattern, never a path.</summary>
    public static string NameOf(EndpointBuilder endpoint) =>
        (endpoint as RouteEndpointBuilder)?.RoutePattern.RawText ?? endpoint.DisplayName ?? "endpoint";

    // The nearest word counts.
    private static bool IsDisabled(EndpointBuilder endpoint) =>
        endpoint.Metadata.LastOrDefault(static item => item is IdempotencyLayer or IdempotencyDisabled) is IdempotencyDisabled;

    private static bool Serves(EndpointBuilder endpoint, ISet<string> methods) =>
        endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault() is not { HttpMethods.Count: > 0 } own || own.HttpMethods.Any(methods.Contains);

    // On a controller it is meant for the actions that it fits.
    private static bool IsMarkedItself(EndpointBuilder endpoint)
    {
        var method = endpoint.Metadata.OfType<ControllerActionDescriptor>().LastOrDefault()?.MethodInfo ?? endpoint.Metadata.OfType<MethodInfo>().LastOrDefault();
        return method?.IsDefined(typeof(IdempotentEndpointAttribute), inherit: true) ?? false;
    }
}
