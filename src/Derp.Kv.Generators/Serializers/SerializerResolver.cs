using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Derp.Kv.Generators.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Finds or plans the serializer of a type and of all that the type reaches.</summary>
internal static class SerializerResolver
{
    // Methods of one result share its serializer, and the plan of it.
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<ITypeSymbol, SerializerResolution>> s_known = new();

    public static SerializerResolution Resolve(ITypeSymbol type, Compilation compilation, CancellationToken ct) =>
        s_known.GetValue(compilation, static _ => new(SymbolEqualityComparer.IncludeNullability)).GetOrAdd(type, t => Plan(t, compilation, ct));

    private static SerializerResolution Plan(ITypeSymbol type, Compilation compilation, CancellationToken ct)
    {
        var session = new ResolverSession(compilation, ct);
        try
        {
            var expression = session.ExpressionFor(type);
            return new SerializerResolution(expression, session.Models.ToEquatableArray(), null);
        }
        catch (UnserializableException e)
        {
            return new SerializerResolution(null, default, e.Message, IdentityOf(e.HiddenState));
        }
    }

    // A type parameter has no serializer.
    private static string? IdentityOf(ISymbol? holder) =>
        holder is null ? null : DocumentationCommentId.CreateDeclarationId(holder is IParameterSymbol ? holder.ContainingType : holder) ?? "";
}

/// <summary>Why a type cannot be serialized. It ends the resolution from any depth, and never leaves the resolver.</summary>
/// <param name="problem">The sentence for the user.</param>
/// <param name="namesMember">Whether it names the member already, so that the members on the way to it need not.</param>
internal sealed class UnserializableException(string problem, bool namesMember = false) : Exception(problem)
{
    public bool NamesMember => namesMember;

    /// <summary>The member that holds state which no contract writes, if that is the reason.</summary>
    public ISymbol? HiddenState { get; init; }

    /// <summary>The same for another throw.</summary>
    public UnserializableException Again() => new(Message, namesMember) { HiddenState = HiddenState };
}
