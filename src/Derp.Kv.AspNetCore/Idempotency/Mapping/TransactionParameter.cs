using System.Reflection;
using Derp.Kv.Ledger;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;

namespace Derp.Kv.AspNetCore.Idempotency.Mapping;

/// <summary>
/// Whether a handler takes a <see cref="LedgerTransaction"/>. One that takes none writes elsewhere, and what it does would not be covered by a ledger; one
/// that takes one without a ledger would fail with each request. Both are refused at start.
/// </summary>
internal static class TransactionParameter
{
    /// <summary>Whether it takes one.</summary>
    /// <param name="metadata">Of the endpoint.</param>
    public static bool IsTaken(IEnumerable<object> metadata) => metadata.Any(static item => item switch
    {
        ActionDescriptor action => action.Parameters.Any(static parameter => parameter.ParameterType == typeof(LedgerTransaction)),
        IParameterBindingMetadata parameter => parameter.ParameterInfo.ParameterType == typeof(LedgerTransaction),
        MethodInfo method => method.GetParameters().Any(static parameter => parameter.ParameterType == typeof(LedgerTransaction)),
        _ => false,
    });

    /// <summary>What is wrong with an endpoint on a ledger.</summary>
    public static IEnumerable<string> Problems(IList<object> metadata)
    {
        if (!IsTaken(metadata))
        {
            yield return "It uses a ledger, and its handler takes no LedgerTransaction: what it does would not be committed with its record. Take one and write in it, or set Ledger to null.";
            yield break;
        }

        // Elsewhere MVC would look for it in the request.
        if (metadata.OfType<ActionDescriptor>().LastOrDefault() is { } action
            && action.Parameters.Any(static parameter => parameter.ParameterType == typeof(LedgerTransaction) && parameter.BindingInfo?.BindingSource?.CanAcceptDataFrom(BindingSource.Services) is not true))
        {
            yield return "Its parameter of type LedgerTransaction needs [FromServices], or its controller [ApiController].";
        }
    }

    /// <summary>What is wrong with an endpoint with keys on a ledger: a request without one would have no transaction.</summary>
    public static IEnumerable<string> Problems(IList<object> metadata, KvIdempotencyEndpointOptions options)
    {
        foreach (var problem in Problems(metadata))
            yield return problem;
        if (!options.Required)
            yield return "Required must be true on a ledger: a request without a key has no transaction.";
        if (metadata.OfType<IHttpMethodMetadata>().LastOrDefault() is not { HttpMethods.Count: > 0 } own || !own.HttpMethods.All(options.Methods.Contains))
            yield return "Methods must have each method that the endpoint serves: a request without a key has no transaction.";
    }
}

/// <summary>An endpoint whose handler gets the transaction of a ledger.</summary>
internal sealed class LedgerMark
{
    public static LedgerMark Instance { get; } = new();
}
