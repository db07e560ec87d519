using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.References;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>One of the attributes, as written.</summary>
internal sealed class StageAttribute(StageKind kind, AttributeData data)
{
    public StageKind Kind { get; } = kind;

    /// <summary>The attribute's own type.</summary>
    public INamedTypeSymbol? Type => data.AttributeClass;

    /// <summary>As written; null for an attribute from metadata.</summary>
    public AttributeSyntax? Syntax => data.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;

    /// <summary>What an attribute that invalidates names, as written.</summary>
    public string Target => AttributeText.Positional(Syntax) is [InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var named }] }, ..] ? named.ToString()
        : AttributeText.Positional(Syntax) is [var text, ..] ? text.ToString().Trim('"')
        : "";

    /// <summary>The whole attribute.</summary>
    public Place Place => Place.Of(data, "");

    public string? Template =>
        Kind == StageKind.Invalidates ? null :
        data.ConstructorArguments is [{ Kind: not TypedConstantKind.Error, Value: string key }, ..] ? key : null;

    /// <summary>The constructor's argument is there and is a string or null; without that the compiler has an error. What names generated methods is read from the syntax.</summary>
    public bool IsComplete =>
        data.AttributeConstructor is not null
        && (Kind == StageKind.Invalidates || data.ConstructorArguments.All(a => a.Kind != TypedConstantKind.Error))
        && data.NamedArguments.All(a => a.Key is "Tags" or "SharesWith" || a.Value.Kind != TypedConstantKind.Error);

    /// <summary>Whether this process may answer from its own memory.</summary>
    public bool IsNear => Kind == StageKind.Cached && Get<string?>("Near", null) is not null;

    /// <summary>Whether its record is a row of a ledger.</summary>
    public bool IsLedger => Kind == StageKind.Idempotent && Get("Ledger", false);

    /// <summary>Whether a client is asked for the result before the ledger is.</summary>
    public bool ReplaysFromStore => Kind == StageKind.Idempotent && Get("ReplayFromStore", false);

    public bool Sets(string property) => data.NamedArguments.Any(a => a.Key == property);

    public T Get<T>(string property, T otherwise)
    {
        foreach (var argument in data.NamedArguments)
        {
            if (argument.Key == property && argument.Value.Value is T value)
                return value;
        }

        return otherwise;
    }

    /// <summary>What the property is set to; null if it is not set.</summary>
    public TypedConstant? Constant(string property)
    {
        foreach (var argument in data.NamedArguments)
        {
            if (argument.Key == property)
                return argument.Value;
        }

        return null;
    }

    /// <summary>Whether the property is set to null.</summary>
    public bool IsNull(string property) => data.NamedArguments.Any(a => a.Key == property && a.Value.Kind != TypedConstantKind.Error && a.Value.IsNull);

    /// <summary>What the property is set to, as written; null if it is not set.</summary>
    public ExpressionSyntax? Argument(string property) => AttributeText.Named(Syntax, property);

    public Place At(string argument) => Place.Of(data, argument);
}
