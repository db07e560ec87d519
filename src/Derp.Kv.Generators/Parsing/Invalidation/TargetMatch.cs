using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Parsing.References;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Parsing.Invalidation;

/// <summary>What each parameter of a target's key takes from the call of the method, or why the two do not fit.</summary>
/// <param name="Target">What is invalidated.</param>
/// <param name="Arguments">One for each parameter of its key; of the instance's values, the path to them.</param>
/// <param name="Problem">Reports why; null if all parameters have an argument.</param>
internal sealed record TargetMatch(FoundTarget Target, IReadOnlyList<(InvalidationArgument Argument, string[]? Path)> Arguments, Action? Problem)
{
    /// <summary>Matches one target.</summary>
    /// <param name="method">The annotated method.</param>
    /// <param name="attribute">What names the target.</param>
    /// <param name="reference">How it names it.</param>
    /// <param name="target">Of that name.</param>
    /// <param name="paths">Of the attribute, in the order of the parameters; none: by name.</param>
    public static TargetMatch Of(AnnotatedMethod method, StageAttribute attribute, MethodReference reference, FoundTarget target, List<(string Text, ExpressionSyntax Syntax)> paths)
    {
        var arguments = new List<(InvalidationArgument, string[]?)>();
        TargetMatch Wrong(Action problem) => new(target, arguments, problem);

        // What the key reads from the instance is this instance's, unless the paths say otherwise.
        var isOwn = SymbolEqualityComparer.Default.Equals(target.Owner, method.Type) && !method.Symbol.IsStatic;
        var own = target.Parameters.Count(p => isOwn && p.Path is not null);
        if (paths.Count > 0 && paths.Count != target.Parameters.Count && paths.Count != target.Parameters.Count - own)
        {
            return Wrong(() => method.Findings.Add(
                Descriptors.InvalidationPath,
                Place.Of(paths[Math.Min(paths.Count, target.Parameters.Count) - 1 is >= 0 and var at ? at : 0].Syntax),
                paths[Math.Min(paths.Count, target.Parameters.Count) - 1 is >= 0 and var which ? which : 0].Text,
                $"is {(paths.Count < target.Parameters.Count ? "the last" : "not the last")} of {paths.Count} path{(paths.Count == 1 ? "" : "s")}, and the key of '{reference.Name}' has {Count(target.Parameters.Count)}: {string.Join(", ", target.Parameters.Select(static p => p.Name))}"));
        }

        for (var i = 0; i < target.Parameters.Count; i++)
        {
            var parameter = target.Parameters[i];
            if (i < paths.Count)
            {
                var (text, syntax) = paths[i];
                if (ArgumentMatch.ByPath(method, parameter, text, out var problem) is not { } argument)
                {
                    var names = text.Split('.');
                    return Wrong(() => method.Findings.AddHinted(Descriptors.InvalidationPath, Place.Of(syntax), Hint.Path(names), text, problem));
                }

                arguments.Add((argument, null));
            }
            else if (isOwn && parameter.Path is not null)
            {
                arguments.Add((new InvalidationArgument(0, "", parameter.Name, ArgumentForm.Plain), parameter.Path));
            }
            else if (ArgumentMatch.ByName(method, parameter) is { } argument)
            {
                arguments.Add((argument, null));
            }
            else
            {
                var guesses = target.Parameters.Where(p => !(isOwn && p.Path is not null)).Select(p => PathGuess.For(method, p)).ToList();
                return Wrong(() => method.Findings.AddHinted(
                    Descriptors.UnmatchedKey,
                    attribute.Place,
                    Hint.Paths(guesses.Contains(null) ? null : guesses.OfType<string>()),
                    method.Symbol.Name,
                    parameter.Name,
                    ArgumentMatch.Shown(parameter.Type),
                    reference.Name,
                    PathGuess.Advice(method, parameter)));
            }
        }

        return arguments.Count(static a => a.Item1.Form >= ArgumentForm.Each) > 1
            ? Wrong(() => method.Findings.Add(Descriptors.InvalidatesMisplaced, attribute.Place, method.Symbol.Name, $"'{reference.Name}' would be invalidated for each pair of items of two collections; give one of them by itself, in a loop of your own"))
            : new TargetMatch(target, arguments, null);
    }

    private static string Count(int parameters) => parameters == 1 ? "1 parameter" : $"{parameters} parameters";
}
