using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Freshness;
using Derp.Kv.Generators.Parsing.Ledgers;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>Turns a template, or its absence, into the parts of a key, so that different arguments have different keys.</summary>
internal sealed class KeyParser
{
    private readonly AnnotatedMethod _method;
    private readonly StageAttribute _attribute;
    private readonly List<KeyPart> _parts = [];
    private readonly List<KeyPiece> _pieces = [];
    private readonly List<IParameterSymbol> _used = [];
    private readonly List<IParameterSymbol> _whole = [];
    private readonly List<InstanceValue> _values = [];
    private readonly List<Placeholder> _placeholders = [];

    private KeyParser(AnnotatedMethod method, StageAttribute attribute)
    {
        _method = method;
        _attribute = attribute;
    }

    /// <summary>The key's text and placeholders as sets of characters, for comparison with other keys.</summary>
    public IReadOnlyList<KeyPiece> Pieces => _pieces;

    /// <summary>Parameters that the template names.</summary>
    public IReadOnlyList<IParameterSymbol> Used => _used;

    /// <summary>Those of them that it names whole and as they are: two values of one text are one value (I29).</summary>
    public IReadOnlyList<IParameterSymbol> Whole => _whole;

    /// <summary>What it reads from the instance.</summary>
    public IReadOnlyList<InstanceValue> Values => _values;

    public IReadOnlyList<KeyPart> Parts => _parts;

    /// <summary>Those of the parts that are values, in order, with their types.</summary>
    public IReadOnlyList<Placeholder> Placeholders => _placeholders;

    private Place At => _attribute.At("Key");

    public static KeyParser Parse(AnnotatedMethod method, StageAttribute attribute, string wrapperName)
    {
        var parser = new KeyParser(method, attribute);
        if (attribute.Template is { } template)
            parser.ParseTemplate(template);
        else if (attribute.Kind == StageKind.Cached)
            parser.ParseIdentity(wrapperName);
        else
            parser.Refuse("is null; give a template");
        return parser;
    }

    /// <summary>What the key of a method without a template begins with.</summary>
    public static string Identity(AnnotatedMethod method, string wrapperName) =>
        $"{IdentityText.Of(method.Type)}.{IdentityText.Of(wrapperName, method.Symbol.Parameters)}";

    private void ParseTemplate(string template)
    {
        if (!Template.TryParse(template, out var segments, out var problem))
        {
            Refuse(problem);
            return;
        }

        if (_attribute.Kind == StageKind.Cached && segments[0] is TemplateText { Text: var text } && text.StartsWith("derp:", StringComparison.Ordinal))
        {
            Refuse("begins with \"derp:\", which is reserved for the library's own keys");
            return;
        }

        (TemplateHole Hole, CharacterSet Text)? before = null;
        var between = "";
        foreach (var segment in segments)
        {
            if (segment is TemplateText literal)
            {
                AddLiteral(literal.Text);
                between = literal.Text;
                continue;
            }

            var hole = (TemplateHole)segment;
            if (ParseHole(hole) is not { } characters)
                return;
            if (before is { } previous && !between.Any(c => !previous.Text.Contains(c) && !characters.Contains(c)))
                _method.Findings.Add(Descriptors.RunTogether, At, previous.Hole.Text, hole.Text);
            before = (hole, characters);
            between = "";
        }

        if (_attribute.Kind is StageKind.Cached or StageKind.Tag)
            CheckNothingIsLeftOut();
        if (_attribute.Kind == StageKind.Cached)
            CheckReservedSpaces();
    }

    private CharacterSet? ParseHole(TemplateHole hole)
    {
        var root = PlaceholderRoot.Find(_method, hole.Name, out var problem);
        if (root is not null)
            problem = WhyNot(root, hole) ?? "";
        PathParser.Path? path = null;
        if (problem.Length == 0)
            path = PathParser.Parse(_method, PathParser.Path.From(PlaceholderRoot.Expression(_method, root!), TypeInKey(root!)), hole.Path, out problem);
        if (path is null)
        {
            _method.Findings.AddHinted(Descriptors.TemplateName, At, Hint.Path(hole.Path), hole.Text, problem);
            return null;
        }

        if (root is not IParameterSymbol { ContainingSymbol: var owner } parameter || !SymbolEqualityComparer.Default.Equals(owner, _method.Symbol))
            return AddInstanceValue(root!, path, hole);
        if (_attribute.Kind == StageKind.Cached && EachTemplate.Problem(parameter, hole) is { } part)
        {
            _method.Findings.AddHinted(Descriptors.EachTemplate, At, Hint.Replacement(hole.Path, hole.Format is null ? [parameter.Name] : null), hole.Text, part);
            return null;
        }

        if (hole is { Path.Length: 1, Format: null } && !_whole.Contains(parameter, SymbolEqualityComparer.Default))
            _whole.Add(parameter);
        return AddArgument(parameter, path, hole.Format, At, string.Join(".", hole.Path));
    }

    private ITypeSymbol TypeInKey(ISymbol root) =>
        root is IParameterSymbol parameter ? EachParameter.TypeInKey(parameter, _attribute.Kind) : TypeMembers.TypeOf(root)!;

    private string? WhyNot(ISymbol root, TemplateHole hole) => root switch
    {
        _ when TypeMembers.TypeOf(root).IsCancellationToken() => "a CancellationToken is no part of a key",
        IParameterSymbol parameter when PreviousParameter.Is(parameter) => "a Previous<T> is no part of a key",
        IParameterSymbol parameter when LedgerTypes.IsTransaction(parameter) => "a LedgerTransaction is no part of a key",
        // [NotKey] is for the cache; another attribute of the body may still go by the parameter, and a claim by a part of it.
        IParameterSymbol when root.HasAttribute("NotKeyAttribute")
            && (_attribute.Kind == StageKind.Cached
                || (_method.Attributes.Count == 1 && !(_attribute.Kind == StageKind.Idempotent && hole is not { Path.Length: 1, Format: null }))) =>
            "the parameter is marked [NotKey]",
        _ => null,
    };

    private void ParseIdentity(string wrapperName)
    {
        AddLiteral(Identity(_method, wrapperName));
        foreach (var parameter in _method.Parameters.Where(p => !p.Type.IsCancellationToken() && !p.HasAttribute("NotKeyAttribute")))
        {
            AddLiteral(":");
            AddArgument(parameter, PathParser.Path.From(KeyFieldName.Of(parameter), TypeInKey(parameter)), null, Place.Of(parameter), parameter.Name);
        }
    }

    private CharacterSet? AddArgument(IParameterSymbol parameter, PathParser.Path path, string? format, Place place, string name)
    {
        if (!_used.Contains(parameter, SymbolEqualityComparer.Default))
            _used.Add(parameter);
        return AddValue(path, format, place, name, parameter);
    }

    private CharacterSet? AddInstanceValue(ISymbol root, PathParser.Path path, TemplateHole hole)
    {
        _method.PathMembers.Add(root);
        if (root is IParameterSymbol parameter && PrimaryConstructor.OtherUse(_method.Type, parameter) is { } use)
        {
            var stored = PrimaryConstructor.StoredIn(_method.Type, parameter);
            _method.Findings.AddHinted(
                Descriptors.ClientParameterStored,
                At,
                Hint.Replacement(hole.Path, stored is null ? null : hole.Path.Skip(1).Prepend(stored)),
                parameter.Name,
                use,
                stored is null ? "keep it in a field or property, and name that in the template" : $"name '{stored}' in the template instead");
            return null;
        }

        var value = _method.Values.Add(root, path, hole.Path, _method.Aliases);
        if (!_values.Contains(value))
            _values.Add(value);
        return AddValue(path with { Expression = value.Name }, hole.Format, At, string.Join(".", hole.Path), null);
    }

    private CharacterSet? AddValue(PathParser.Path path, string? format, Place place, string name, IParameterSymbol? parameter)
    {
        if (path.Type.HasError())
        {
            _method.Findings.RefuseSilently();
            return null;
        }

        var (keyable, problem) = KeyValueParser.Parse(path.Type, format, _method.Aliases);
        if (keyable is null)
        {
            // Of its type [Each] says enough.
            if (parameter is not null && _attribute.Kind == StageKind.Cached && EachParameter.Is(parameter) && EachParameter.ItemOf(parameter.Type) is null)
            {
                _method.Findings.RefuseSilently();
                return null;
            }

            if (LazySequences.Find(path.Type, _method.Compilation) is { } lazy)
                LazyFinding.Add(_method, lazy, place, name, parameter, path.Type, "the key");
            else
                _method.Findings.Add(Descriptors.Unkeyable, place, name, path.Type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), parameter is null ? OfMember(problem) : problem);
            return null;
        }

        var value = keyable.Value;
        if (path.IsConditional && path.Type.IsValueType && value is not NullableValue)
            value = new NullableValue(value);
        var text = path.Type.IsValueType && value is not NullableValue ? keyable.Text : keyable.Text | CharacterSet.Null;
        var part = new ValuePart(path.Expression, value) { Required = CanBeEmpty(path.Type, value) ? name : null };
        _parts.Add(part);
        _placeholders.Add(new Placeholder(part, path.Type));
        _pieces.Add(new KeyPiece(null, text));
        if (_attribute.Kind == StageKind.Idempotent && path.MayBeNull)
            NullableKey.Warn(_method, place, name, parameter);
        return text;
    }

    // [NotKey] does not keep a member of the instance out of a key that names it.
    private static string OfMember(string problem) =>
        problem == ServiceTypes.Problem ? "it is a service or a context, not a value" : problem.Replace(KeyValueParser.OrNotKey, "");

    // I25: calls with an empty name would share one claim. Numbers, dates and the like always have a text.
    private bool CanBeEmpty(ITypeSymbol type, KeyValue value) =>
        _attribute.Kind == StageKind.Idempotent && (!type.IsValueType || value is NullableValue or FormattedValue or ListValue);

    private void AddLiteral(string text)
    {
        _pieces.Add(new KeyPiece(text, default));
        if (_parts is [.., LiteralPart last])
            _parts[_parts.Count - 1] = new LiteralPart(last.Text + text);
        else
            _parts.Add(new LiteralPart(text));
    }

    private void CheckNothingIsLeftOut()
    {
        foreach (var parameter in _method.Parameters)
        {
            if (!_used.Contains(parameter, SymbolEqualityComparer.Default)
                && !parameter.Type.IsCancellationToken()
                && !parameter.HasAttribute("NotKeyAttribute"))
                _method.Findings.AddHinted(
                    Descriptors.LeftOut,
                    At,
                    Hint.Parameter(parameter.Name),
                    parameter.Name,
                    parameter.Type.IsService() ? ServiceTypes.Problem : $"add {{{parameter.Name}}}{KeyValueParser.OrNotKey}");
        }
    }

    // What a literal must not produce, an argument must not either: "{a}:{b}:{c}" with "derp" and "limit" would be a counter.
    private void CheckReservedSpaces()
    {
        if (ReservedSpaces.Reached(_pieces) is { } space)
            Refuse($"can begin with \"{space}\", a prefix of the library's own keys; begin it with other text");
    }

    private void Refuse(string problem) => _method.Findings.Add(Descriptors.TemplateSyntax, At, problem);
}
