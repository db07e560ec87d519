using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>
/// Types whose instances do work or hold a request's state. They tell nothing about what is asked for, so a method
/// that takes one as an argument does not want it in its key.
/// </summary>
internal static class ServiceTypes
{
    public const string Problem = "it is a service or a context, not a value; mark the parameter [NotKey]";

    private static readonly (string Namespace, string Name)[] s_known =
    [
        ("Derp.Kv", "KvClient"),
        ("Derp.Kv.Ledger", "KvLedger"),
        ("Microsoft.AspNetCore.Http", "HttpContext"),
        ("Microsoft.AspNetCore.Http", "HttpRequest"),
        ("Microsoft.AspNetCore.Http", "HttpResponse"),
        ("Microsoft.AspNetCore.Http", "IHttpContextAccessor"),
        ("Microsoft.EntityFrameworkCore", "DbContext"),
        ("Microsoft.Extensions.Configuration", "IConfiguration"),
        ("Microsoft.Extensions.DependencyInjection", "IServiceScope"),
        ("Microsoft.Extensions.DependencyInjection", "IServiceScopeFactory"),
        ("Microsoft.Extensions.Logging", "ILogger"),
        ("Microsoft.Extensions.Logging", "ILoggerFactory"),
        ("System", "IServiceProvider"),
        ("System", "TimeProvider"),
        ("System.Data", "IDbConnection"),
        ("System.Data", "IDbTransaction"),
        ("System.Net.Http", "HttpMessageInvoker"),
        ("System.Net.Http", "IHttpClientFactory"),
        ("System.Security.Principal", "IIdentity"),
        ("System.Security.Principal", "IPrincipal"),
    ];

    /// <summary>Whether the type is one of the well-known services and contexts, or derives from one or implements one.</summary>
    public static bool IsService(this ITypeSymbol type)
    {
        if (type is ITypeParameterSymbol parameter)
            return parameter.ConstraintTypes.Any(IsService);
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (IsKnown(t))
                return true;
        }

        return type.AllInterfaces.Any(IsKnown);
    }

    private static bool IsKnown(ITypeSymbol type) => s_known.Any(k => type.Is(k.Namespace, k.Name));
}
