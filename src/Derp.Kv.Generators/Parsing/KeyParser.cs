using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing;

/// <summary>Turns a template, or its absence, into the parts of a key, so that different arguments have different keys.</summary>
internal sealed class KeyParser
{
    private static readonly string[] s_reservedSpaces = ["derp:idempotency:", "derp:ratelimit:", "derp:webhook:"];

    private readonly AnnotatedMethod _method;
    private readonly StageAttribute _attribute;
    private readonly List<KeyPart> _parts = [];
    private readonly List<KeyPiece> _pieces = [];
    private readonly List<IParameterSymbol> _used = [];

    private KeyParser(AnnotatedMethod method, StageAttribute attribute)
    {
        _method = method;
        _attribute = attribute;
    }

    /// <summary>The key's text and placeholders as sets of characters, for comparison with other keys.</summary>
    public IReadOnlyList<KeyPiece> Pieces => _pieces;

    /// <summary>Parameters that the template names.</summary>
    public IReadOnlyList<IParameterSymbol> Used => _used;

    public IReadOnlyList<KeyPart> Parts => _parts;

    private Place At => _attribute.At("Key");

    public static KeyParser Parse(AnnotatedMethod method, StageAttribute attribute, string wrapperName)
    {
        var parser = new KeyParser(method, attribute);
        if (attribute.Template is { } template)
            parser.ParseTemplate(template);
        else if (attribute.Kind == StageKind.Cached)
            parser.ParseIdentity(wrapperName);
        else
            parser.Refuse("is null; say what the key is made of");
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

        if (_attribute.Kind == StageKind.Cached)
        {
            CheckNothingIsLeftOut();
            CheckReservedSpaces();
        }
    }

    private CharacterSet? ParseHole(TemplateHole hole)
    {
        var parameter = _method.Symbol.Parameters.FirstOrDefault(p => p.Name == hole.Name);
        var problem = parameter switch
        {
            null => $"'{_method.Symbol.Name}' has no parameter '{hole.Name}'",
            _ when parameter.Type.IsCancellationToken() => "a CancellationToken is no part of a key",
            // [NotKey] is for the cache; another attribute of the body may still go by the parameter.
            _ when parameter.HasAttribute("NotKeyAttribute") && (_attribute.Kind == StageKind.Cached || _method.Attributes.Count == 1) =>
                "the parameter is marked [NotKey]",
            _ => null,
        };
        PathParser.Path? path = null;
        if (problem is null)
            path = PathParser.Parse(_method, parameter!, hole.Path, out problem);
        if (path is null)
        {
            _method.Findings.AddHinted(Descriptors.TemplateName, At, Hint.Path(hole.Path), hole.Text, problem);
            return null;
        }

        return AddValue(parameter!, path, hole.Format, At, string.Join(".", hole.Path));
    }

    private void ParseIdentity(string wrapperName)
    {
        AddLiteral(Identity(_method, wrapperName));
        foreach (var parameter in _method.Symbol.Parameters.Where(p => !p.Type.IsCancellationToken() && !p.HasAttribute("NotKeyAttribute")))
        {
            AddLiteral(":");
            AddValue(parameter, new PathParser.Path(KeyFieldName.Of(parameter), parameter.Type, false), null, Place.Of(parameter), parameter.Name);
        }
    }

    private CharacterSet? AddValue(IParameterSymbol parameter, PathParser.Path path, string? format, Place place, string name)
    {
        if (path.Type.HasError())
        {
            _method.Findings.RefuseSilently();
            return null;
        }

        var (keyable, problem) = KeyValueParser.Parse(path.Type, format);
        if (keyable is null)
        {
            _method.Findings.Add(Descriptors.Unkeyable, place, name, path.Type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), problem);
            return null;
        }

        var value = keyable.Value;
        if (path.IsConditional && path.Type.IsValueType && value is not NullableValue)
            value = new NullableValue(value);
        var text = path.Type.IsValueType && value is not NullableValue ? keyable.Text : keyable.Text | CharacterSet.Null;
        _parts.Add(new ValuePart(path.Expression, value));
        _pieces.Add(new KeyPiece(null, text));
        if (!_used.Contains(parameter, SymbolEqualityComparer.Default))
            _used.Add(parameter);
        return text;
    }

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
        foreach (var parameter in _method.Symbol.Parameters)
        {
            if (!_used.Contains(parameter, SymbolEqualityComparer.Default)
                && !parameter.Type.IsCancellationToken()
                && !parameter.HasAttribute("NotKeyAttribute"))
                _method.Findings.AddHinted(
                    Descriptors.LeftOut,
                    At,
                    Hint.Parameter(parameter.Name),
                    parameter.Name,
                    parameter.Type.IsService() ? ServiceTypes.Problem : $"add {{{parameter.Name}}} or mark the parameter [NotKey]");
        }
    }

    // An argument must not do what a literal may not: "{a}:{b}:{c}" with "derp" and "ratelimit" would be a counter.
    private void CheckReservedSpaces()
    {
        foreach (var space in s_reservedSpaces)
        {
            if (KeyIntersection.CanMeet(_pieces, [new KeyPiece(space, default), new KeyPiece(null, CharacterSet.All)]))
                Refuse($"can begin with \"{space}\", a space of the library's own keys; begin it with text of your own");
        }
    }

    private void Refuse(string problem) => _method.Findings.Add(Descriptors.TemplateSyntax, At, problem);
}

/// <summary>A literal, or a placeholder by the characters of its text.</summary>
internal readonly record struct KeyPiece(string? Literal, CharacterSet Text);
