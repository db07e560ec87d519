using Derp.Kv.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Derp.Kv.Generators.Answers;

/// <summary>The framework's members that tell the caller's identity or culture.</summary>
internal static class Asker
{
    private static readonly (string Namespace, string Type, string Property)[] s_ambient =
    [
        ("Microsoft.AspNetCore.Http", "IHttpContextAccessor", "HttpContext"),
        ("System.Globalization", "CultureInfo", "CurrentCulture"),
        ("System.Globalization", "CultureInfo", "CurrentUICulture"),
        ("System.Security.Claims", "ClaimsPrincipal", "Current"),
        ("System.Threading", "Thread", "CurrentPrincipal"),
        ("System.Threading", "Thread", "CurrentCulture"),
        ("System.Threading", "Thread", "CurrentUICulture"),
    ];

    private static readonly (string Namespace, string Name)[] s_types =
    [
        ("Microsoft.AspNetCore.Http", "HttpContext"),
        ("Microsoft.AspNetCore.Http", "HttpRequest"),
        ("System.Security.Claims", "ClaimsPrincipal"),
        ("System.Security.Claims", "ClaimsIdentity"),
        ("System.Security.Principal", "IIdentity"),
        ("System.Security.Principal", "IPrincipal"),
    ];

    // Members of a request that tell nothing about its sender.
    private static readonly string[] s_plumbing = ["RequestAborted", "RequestServices", "TraceIdentifier", "HttpContext"];

    /// <summary>By what a read tells the caller's identity, for a message; null if it does not.</summary>
    /// <param name="operation">Any operation.</param>
    /// <param name="isOfInstance">Whether what it reads is held by the instance.</param>
    public static string? ReadBy(IOperation operation, bool isOfInstance)
    {
        if (IsPlumbing(operation))
            return null;
        if (operation is IPropertyReferenceOperation { Property: var property } && IsAmbient(property))
            return $"{property.ContainingType.Name}.{property.Name}";
        return isOfInstance && IsAsker(operation.Type) ? operation.Type!.Name : null;
    }

    /// <summary>Whether the value of a member tells the caller's identity.</summary>
    public static bool IsAsker(ISymbol member) => IsAmbient(member) || IsAsker(ReadPath.TypeOf(member));

    private static bool IsAmbient(ISymbol member) =>
        s_ambient.Any(a => a.Property == member.Name && member.ContainingType.Is(a.Namespace, a.Type));

    private static bool IsAsker(ITypeSymbol? type)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (s_types.Any(k => t.Is(k.Namespace, k.Name)))
                return true;
        }

        return false;
    }

    private static bool IsPlumbing(IOperation operation) => Next(operation) is { } next && s_plumbing.Contains(next.Property.Name);

    // What is read of the value next, behind a question mark too.
    private static IPropertyReferenceOperation? Next(IOperation operation) => operation.Parent switch
    {
        IPropertyReferenceOperation read when read.Instance == operation => read,
        IConditionalAccessOperation access when access.Operation == operation =>
            access.WhenNotNull.DescendantsAndSelf().OfType<IPropertyReferenceOperation>().FirstOrDefault(static r => r.Instance is IConditionalAccessInstanceOperation),
        _ => null,
    };
}
