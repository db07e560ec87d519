using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Invalidation;

/// <summary>Which path may be meant for a parameter that the method has not: for the message and its code fix.</summary>
internal static class PathGuess
{
    /// <summary>A path that a reader would write: the parameter, a member of its name of another parameter, or of the result. Null: there is none.</summary>
    public static string? For(AnnotatedMethod method, TargetParameter parameter)
    {
        if (ArgumentMatch.ByName(method, parameter) is not null)
            return parameter.Name;
        foreach (var own in method.Parameters.Where(static p => !p.Type.IsCancellationToken()))
        {
            if (MemberNamed(method, own.Type, parameter) is { } member)
                return $"{own.Name}.{member}";
        }

        var same = method.Parameters.Where(p => ArgumentMatch.Of(p, parameter) is not null && p.Name.EndsWith(parameter.Name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (same.Count == 1)
            return same[0].Name;
        return method.Result is { } result && MemberNamed(method, result, parameter) is { } ofResult ? $"{ArgumentMatch.Result}.{ofResult}" : null;
    }

    /// <summary>What the message says to do.</summary>
    public static string Advice(AnnotatedMethod method, TargetParameter parameter)
    {
        if (method.Parameters.FirstOrDefault(p => p.Name == parameter.Name) is { } other)
        {
            return ArgumentForms.IsLazyOf(other.Type, parameter)
                ? $"the parameter of this name is of type '{ArgumentMatch.Shown(other.Type)}', which may be readable only once; take a list"
                : $"the parameter of this name is of type '{ArgumentMatch.Shown(other.Type)}'";
        }

        return For(method, parameter) is { } guess
            ? $"\"{guess}\" may be meant; give the paths of all parameters"
            : "add a parameter, or give the paths of all parameters";
    }

    private static string? MemberNamed(AnnotatedMethod method, ITypeSymbol type, TargetParameter parameter)
    {
        if (type.SpecialType != SpecialType.None || type.TypeKind is TypeKind.Array or TypeKind.Error)
            return null;
        return PathParser.Readable(method, type.Underlying())
            .Where(m => m.DeclaredAccessibility == Accessibility.Public && string.Equals(m.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && !m.IsImplicitlyDeclared)
            .FirstOrDefault(m => TypeMembers.TypeOf(m) is { } of && ArgumentForms.IsSame(of.Underlying(), parameter.Type.Underlying()))?.Name;
    }
}
