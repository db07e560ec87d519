using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Parsing.References;
using Derp.Kv.Generators.Parsing.Settings;
using Derp.Kv.Generators.Parsing.Tags;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Parsing.Invalidation;

/// <summary>What a method's <c>[Invalidates]</c> attributes name, matched with its parameters and its result (W1).</summary>
internal sealed class InvalidationParser
{
    private readonly AnnotatedMethod _method;
    private readonly UniqueNames _names;
    private readonly List<InvalidationTarget> _targets = [];
    private readonly List<InstanceValue> _values = [];

    private InvalidationParser(AnnotatedMethod method, UniqueNames names)
    {
        _method = method;
        _names = names;
    }

    /// <summary>The stage, or null for a method without such an attribute.</summary>
    /// <param name="method">The body.</param>
    /// <param name="wrapperName">Of its wrapper.</param>
    /// <param name="names">Those that are taken in the holder.</param>
    public static StageModel? Parse(AnnotatedMethod method, string wrapperName, UniqueNames names)
    {
        var attributes = method.Attributes.Where(static a => a.Kind == StageKind.Invalidates).ToList();
        if (attributes.Count == 0)
            return null;
        if (method.Cached is not null)
            Misplaced(method, attributes[0], "it is [Cached], and a hit does not run its body");

        var field = names.Next("Invalidation");
        var parser = new InvalidationParser(method, names);
        foreach (var attribute in attributes)
            parser.Add(attribute);
        var deferred = DeferralParser.Parse(method, attributes[0]);
        var fields = parser._values.Select(static v => new KeyField(v.Ordinal, v.Type, v.Name)).ToEquatableArray();
        return new StageModel(
            StageKind.Invalidates,
            field,
            DescriptorName.Of(method.Symbol, wrapperName),
            "",
            null,
            null,
            null,
            false,
            default,
            new KeyModel("", fields, default, default, null))
        {
            Invalidation = new InvalidationModel(
                method.Result?.Annotated(method.Aliases) ?? "global::Derp.Kv.Runtime.NoValue",
                parser._targets.ToEquatableArray(),
                deferred),
        };
    }

    private static void Misplaced(AnnotatedMethod method, StageAttribute attribute, string problem) =>
        method.Findings.Add(Descriptors.InvalidatesMisplaced, attribute.Place, method.Symbol.Name, problem);

    private void Add(StageAttribute attribute)
    {
        var written = AttributeText.Positional(attribute.Syntax);
        if (written.Count == 0)
        {
            _method.Findings.RefuseSilently();
            return;
        }

        if (MethodReference.Read(written[0], _method.Compilation) is not { } reference)
        {
            _method.Findings.Add(Descriptors.UnknownTarget, Place.Of(written[0]), written[0].ToString(), "give the name of a cached method's wrapper or of a tag's method");
            return;
        }

        if (InvalidationTargets.TypeOf(attribute, reference, _method.Type, _method.Compilation) is not { TypeKind: not TypeKind.Error } type)
        {
            _method.Findings.Add(Descriptors.UnknownTarget, Place.Of(written[0]), reference.Text, $"there is no type '{reference.Qualifier}' here");
            return;
        }

        var paths = new List<(string Text, ExpressionSyntax Syntax)>();
        foreach (var expression in written.Skip(1))
        {
            if (TextOf(expression) is not { } text)
            {
                _method.Findings.Add(Descriptors.InvalidationPath, Place.Of(expression), expression.ToString(), "is no text");
                return;
            }

            paths.Add((text, expression));
        }

        var targets = InvalidationTargets.Find(type, reference.Name, _method.Compilation);
        var unusable = targets.Select(WhyNot).FirstOrDefault(static p => p is not null);
        if (targets.Count == 0 || unusable is not null)
        {
            Unknown(type, reference, unusable);
            return;
        }

        if (InvalidationTargets.OtherClient(_method, targets[0]) is { } client)
        {
            Misplaced(_method, attribute, $"'{reference.Name}' has the client '{client}', which is not its own");
            return;
        }

        var tries = targets.Select(t => TargetMatch.Of(_method, attribute, reference, t, paths)).ToList();
        var fitting = tries.FirstOrDefault(static t => t.Problem is null) ?? tries[0];
        if (fitting.Problem is { } report)
        {
            report();
            return;
        }

        var settings = new SettingsReader(attribute, _method.Findings);
        settings.OptionalDuration("Settle", null);
        settings.Flag("OnlyOnSuccess", false);
        settings.Choice("OnUnavailable", "InvalidationUnavailable", 0, "Queue", "Throw");
        if (Lifetime(fitting.Target) is { } lifetime)
            settings.Set("Lifetime", Duration.Expression(lifetime));
        var stem = fitting.Target.IsTag ? TagMethods.Stem(reference.Name) : StemOf(reference.Name);
        _targets.Add(new InvalidationTarget(
            _names.Next(stem),
            settings.Assignments.ToEquatableArray(),
            KeyOf(fitting.Target),
            fitting.Target.IsTag,
            fitting.Arguments.Select(Taken).ToEquatableArray()));
    }

    private void Unknown(INamedTypeSymbol type, MethodReference reference, string? unusable)
    {
        var near = unusable is null ? NearName.Of(reference.Name, InvalidationTargets.Names(type, _method.Compilation).Where(n => n != reference.Name).Distinct()) : null;
        var exists = type.GetMembers(reference.Name).Length > 0;
        _method.Findings.AddHinted(
            Descriptors.UnknownTarget,
            Place.Of(reference.Syntax),
            Hint.Name(reference.Name, near),
            reference.Text,
            unusable ?? (exists ? "it is neither the wrapper of a [Cached] method nor a [CacheTag] method" : $"'{type.Name}' has no such cached method or tag") + (near is null ? "" : $"; '{near}' is one"));
    }

    private string? WhyNot(FoundTarget target)
    {
        if (target.Source is not { } source)
            return null;
        if (source.Arity > 0)
            return "its key has type arguments, which are not known here";
        if (SymbolEqualityComparer.Default.Equals(target.Owner, _method.Type))
            return null;
        if (!SymbolEqualityComparer.Default.Equals(target.Owner, target.Owner.OriginalDefinition) && target.Parameters.Any(static p => p.Path is not null))
            return $"its key names a value of the generic type '{target.Owner.Name}'";
        var accessibility = target.IsTag
            ? SyntaxFacts.GetText(source.DeclaredAccessibility)
            : AccessibilityParser.Of(source, target.Parameters.Where(static p => p.Path is not null).Select(static p => p.Type));
        return accessibility is "public" or "internal" or "protected internal" || IsBase(target.Owner) && accessibility.StartsWith("p", StringComparison.Ordinal) && accessibility != "private"
            ? null
            : $"'{target.KeyOf}' of '{target.Owner.Name}' is {accessibility}";
    }

    private bool IsBase(INamedTypeSymbol type)
    {
        for (var t = _method.Type.BaseType; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t, type))
                return true;
        }

        return false;
    }

    private InvalidationArgument Taken((InvalidationArgument Argument, string[]? Path) taken)
    {
        if (taken.Path is not { } names)
            return taken.Argument;
        var root = PlaceholderRoot.Member(_method, names[0]);
        if (root is null || PathParser.Parse(_method, PathParser.Path.From(PlaceholderRoot.Expression(_method, root), TypeMembers.TypeOf(root)!), names, out _) is not { } path)
        {
            _method.Findings.RefuseSilently();
            return taken.Argument;
        }

        var value = _method.Values.Add(root, path, names, _method.Aliases);
        if (!_values.Contains(value))
            _values.Add(value);
        return taken.Argument with { Ordinal = value.Ordinal };
    }

    private string KeyOf(FoundTarget target)
    {
        var name = Display.Escape(target.KeyOf);
        var isHidden = _method.Symbol.Parameters.Any(p => p.Name == target.KeyOf) || _method.Symbol.TypeParameters.Any(p => p.Name == target.KeyOf);
        return SymbolEqualityComparer.Default.Equals(target.Owner, _method.Type) && !isHidden ? name : $"{target.Owner.Qualified(_method.Aliases)}.{name}";
    }

    // W3: how long a value from before the write can still be stored or found.
    private static long? Lifetime(FoundTarget target)
    {
        if (target.Cached is not { } cached || !Duration.TryParse(cached.Get("Ttl", ""), out var ttl, out _) || !Duration.TryParse(cached.Get("LockTtl", "10s"), out var lease, out _))
            return null;
        var lifetime = ttl + (10 * lease);
        return lifetime is > 0 and <= Duration.MaxMilliseconds ? lifetime : null;
    }

    // A product of GetProductAsync.
    private static string StemOf(string name)
    {
        var stem = TagMethods.Stem(name);
        return stem.Length > 3 && stem.StartsWith("Get", StringComparison.Ordinal) && char.IsUpper(stem[3]) ? stem.Substring(3) : stem;
    }

    private string? TextOf(ExpressionSyntax expression)
    {
        if (expression is LiteralExpressionSyntax { Token.Value: string text })
            return text;
        if (expression is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" }, ArgumentList.Arguments: [{ Expression: SimpleNameSyntax name }] })
            return name.Identifier.ValueText;
        return _method.Compilation.ContainsSyntaxTree(expression.SyntaxTree)
            && _method.Compilation.GetSemanticModel(expression.SyntaxTree).GetConstantValue(expression) is { HasValue: true, Value: string constant }
                ? constant
                : null;
    }
}
