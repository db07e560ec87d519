using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using NullableContext = Derp.Kv.Generators.Parsing.Methods.NullableContext;

namespace Derp.Kv.Generators.Parsing.Invalidation;

/// <summary>What one parameter of a key takes: a parameter of the method, or what a path leads to.</summary>
internal static class ArgumentMatch
{
    /// <summary>How a path names the method's result.</summary>
    public const string Result = "result";

    /// <summary>The parameter of the same name, or null if its type does not fit.</summary>
    public static InvalidationArgument? ByName(AnnotatedMethod method, TargetParameter parameter) =>
        method.Parameters.FirstOrDefault(p => p.Name == parameter.Name) is { } own ? Of(own, parameter) : null;

    /// <summary>This parameter, or null if its type does not fit.</summary>
    public static InvalidationArgument? Of(IParameterSymbol own, TargetParameter parameter) =>
        ArgumentForms.Of(PathParser.Path.From("", own.Type), parameter, NullableContext.NeedsForgiving(own)) is { } form
            ? new InvalidationArgument(own.Ordinal, "", parameter.Name, form)
            : null;

    /// <summary>What the path leads to, or null with the reason.</summary>
    public static InvalidationArgument? ByPath(AnnotatedMethod method, TargetParameter parameter, string text, out string problem)
    {
        var names = text.Split('.');
        problem = "";
        var own = method.Parameters.FirstOrDefault(p => p.Name == names[0]);
        var type = own?.Type ?? (names[0] == Result ? method.Result : null);
        if (type is null)
        {
            problem = names[0] == Result
                ? $"begins with the result, and '{method.Symbol.Name}' has none"
                : $"must begin with a parameter of '{method.Symbol.Name}', or with \"result\"";
            return null;
        }

        if (PathParser.Parse(method, PathParser.Path.From("", type), names, out var reason) is not { } path)
        {
            problem = $"cannot be followed: {reason}";
            return null;
        }

        if (ArgumentForms.Of(path, parameter, own is not null && names.Length == 1 && NullableContext.NeedsForgiving(own)) is not { } form)
        {
            problem = ArgumentForms.IsLazyOf(path.Type, parameter)
                ? $"is of type '{Shown(path.Type)}', which may be readable only once; take a list"
                : $"is of type '{Shown(path.Type)}', and '{parameter.Name}' of '{Shown(parameter.Type)}'";
            return null;
        }

        return new InvalidationArgument(own?.Ordinal ?? InvalidationArgument.ResultOrdinal, path.Expression, parameter.Name, form);
    }

    /// <summary>A type as messages name it.</summary>
    public static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}
