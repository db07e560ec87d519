using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>
/// What the first name of a placeholder means: a parameter of the body, else what the name means in the body by the
/// rules of the language: the nearest member, else a parameter of the primary constructor.
/// </summary>
internal static class PlaceholderRoot
{
    /// <summary>The symbol, or null and why there is none.</summary>
    public static ISymbol? Find(AnnotatedMethod method, string name, out string problem)
    {
        problem = "";
        if (method.Symbol.Parameters.FirstOrDefault(p => p.Name == name) is { } parameter)
            return parameter;
        var member = Member(method, name, out var isHidden);
        if (member is null && !isHidden)
            member = TypeMembers.Parameters(method.Type).FirstOrDefault(p => p.Name == name);
        if (member is null)
            problem = $"'{method.Symbol.Name}' has no parameter '{name}', and '{method.Type.Name}' no field or property of this name that can be read";
        else if (method.Symbol.IsStatic && !member.IsStatic)
            problem = $"it belongs to an instance, and '{method.Symbol.Name}' is static";
        return problem.Length == 0 ? member : null;
    }

    /// <summary>The same for a name that is no parameter of the body, though the body may have one of this name.</summary>
    public static ISymbol? Member(AnnotatedMethod method, string name)
    {
        var member = Member(method, name, out var isHidden);
        return member is null && !isHidden ? TypeMembers.Parameters(method.Type).FirstOrDefault(p => p.Name == name) : member;
    }

    /// <summary>The expression in the wrapper.</summary>
    public static string Expression(AnnotatedMethod method, ISymbol root) => root switch
    {
        IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } => Display.Escape(root.Name),
        IParameterSymbol parameter => KeyFieldName.Of(parameter),
        { IsStatic: true } => $"{root.ContainingType.Qualified(method.Aliases)}.{Display.Escape(root.Name)}",
        _ => "this." + Display.Escape(root.Name),
    };

    /// <summary>All that a placeholder may begin with, but for the parameters of the body.</summary>
    public static IEnumerable<ISymbol> Members(AnnotatedMethod method) =>
        TypeMembers.Of(method.Type)
            .Where(m => PathParser.CanBeRead(method, m) && (m.IsStatic || !method.Symbol.IsStatic))
            .Concat(method.Symbol.IsStatic ? [] : TypeMembers.Parameters(method.Type));

    // A method or type of the name also hides what is behind it; an inaccessible one does not.
    private static ISymbol? Member(AnnotatedMethod method, string name, out bool isHidden)
    {
        isHidden = false;
        for (var t = method.Type; t is not null; t = t.BaseType)
        {
            var reachable = t.GetMembers(name).Where(m => method.Compilation.IsSymbolAccessibleWithin(m, method.Type) && !MemberLookup.IsGenerated(m)).ToList();
            if (reachable.Count == 0)
                continue;
            isHidden = true;
            return reachable.FirstOrDefault(m => PathParser.CanBeRead(method, m));
        }

        return null;
    }
}
