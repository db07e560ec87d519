using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Idempotency.Mapping;

/// <summary>
/// Finds an action's own authorization filters. They run inside the endpoint, so that a replay would skip them: whoever has lost a right
/// would still read earlier answers.
/// </summary>
internal static class ActionFilters
{
    public static IEnumerable<string> Problems(ActionDescriptor action, ISet<Type> replayPast, IServiceProvider services)
    {
        using var scope = services.CreateScope();
        foreach (var filter in action.FilterDescriptors.Select(static descriptor => descriptor.Filter))
        {
            var types = TypesOf(filter, scope.ServiceProvider).ToList();
            if (types.Any(IsOwnAuthorization) && !types.Any(replayPast.Contains))
            {
                yield return $"Its authorization filter {filter.GetType().Name} is not asked before a replay. Use [Authorize] with a policy, "
                    + "or name the filter in ReplayPast if its rights never change.";
            }
        }
    }

    // The attribute, what it makes, and what it names.
    private static IEnumerable<Type> TypesOf(IFilterMetadata filter, IServiceProvider services)
    {
        yield return filter.GetType();
        if (filter is TypeFilterAttribute byType)
            yield return byType.ImplementationType;
        else if (filter is ServiceFilterAttribute byService)
            yield return byService.ServiceType;
        if (filter is IFilterFactory factory)
            yield return Make(factory, services)?.GetType() ?? typeof(IAuthorizationFilter);
    }

    // One that cannot be made here counts as what it may be.
    private static IFilterMetadata? Make(IFilterFactory factory, IServiceProvider services)
    {
        try
        {
            return factory.CreateInstance(services);
        }
#pragma warning disable CA1031 // The application's factory may throw anything.
        catch
#pragma warning restore CA1031
        {
            return null;
        }
    }

    // Those of the framework decide on forms, sizes and forgery, none of which a replay can be harmed by.
    private static bool IsOwnAuthorization(Type type) =>
        (type.IsAssignableTo(typeof(IAuthorizationFilter)) || type.IsAssignableTo(typeof(IAsyncAuthorizationFilter)))
        && !type.IsAssignableTo(typeof(IAntiforgeryPolicy))
        && !type.IsAssignableTo(typeof(IRequestSizePolicy))
        && !type.IsAssignableTo(typeof(IRequestFormLimitsPolicy));
}
