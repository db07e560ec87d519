using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>
/// The order in which members are set. A setter with code of its own may write more than its own member. It comes before
/// those that it writes, so that they end as they were, and before all that have no such code.
/// </summary>
internal sealed class SetterOrder
{
    private readonly Dictionary<ObjectMember, List<ObjectMember>> _writes = [];
    private readonly IReadOnlyList<ObjectMember> _members;

    private SetterOrder(IReadOnlyList<ObjectMember> members) => _members = members;

    /// <summary>By the code of the setters that are in sight, and of the methods of the same type that these call.</summary>
    public static SetterOrder Of(IReadOnlyList<ObjectMember> members, Compilation compilation, CancellationToken ct)
    {
        var order = new SetterOrder(members);
        var storage = new Dictionary<ObjectMember, HashSet<string>>();
        foreach (var member in members)
        {
            if (member.Symbol.OriginalDefinition is not IPropertySymbol property || Storage.CodeOf(property, ofSetter: true, ct) is not { } code)
                continue;
            var written = WrittenBy(code, property.ContainingType, compilation, ct);
            order._writes.Add(member, [.. members.Where(m => m != member && StorageOf(m).Overlaps(written))]);
        }

        return order;

        HashSet<string> StorageOf(ObjectMember member)
        {
            if (!storage.TryGetValue(member, out var names))
                storage.Add(member, names = NamesOf(member, ct));
            return names;
        }
    }

    /// <summary>Whether the setter of another member writes it.</summary>
    public bool IsWrittenByAnother(ObjectMember member) => _writes.Values.Any(w => w.Contains(member));

    /// <summary>All members: those with code first, each before those that it writes as far as that goes, and otherwise as they are declared.</summary>
    public IReadOnlyList<ObjectMember> Sorted()
    {
        var sorted = new List<ObjectMember>();
        var open = _members.Where(_writes.ContainsKey).ToList();
        while (open.Count > 0)
        {
            var next = open.FirstOrDefault(m => !open.Any(o => o != m && _writes[o].Contains(m))) ?? open[0];
            open.Remove(next);
            sorted.Add(next);
        }

        sorted.AddRange(_members.Where(m => !_writes.ContainsKey(m)));
        return sorted;
    }

    private static HashSet<string> WrittenBy(SyntaxNode code, INamedTypeSymbol type, Compilation compilation, CancellationToken ct)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        if (SourceModels.Of(compilation, code.SyntaxTree) is not { } model)
            return written;
        foreach (var part in Called(code, type, ct).Prepend(code))
        {
            if (SourceModels.Of(compilation, part.SyntaxTree) is not { } partModel)
                continue;
            foreach (var name in part.DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (FieldUse.Of(name, partModel, ct).Kind != UseKind.Read)
                    written.Add(name.Identifier.ValueText);
            }
        }

        return written;
    }

    // The type's own methods of the names that are called, whatever their overload.
    private static IEnumerable<SyntaxNode> Called(SyntaxNode code, INamedTypeSymbol type, CancellationToken ct)
    {
        var names = new HashSet<string>(
            code.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(static i => i.Expression switch
            {
                MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax } access => access.Name.Identifier.ValueText,
                SimpleNameSyntax name => name.Identifier.ValueText,
                _ => "",
            }),
            StringComparer.Ordinal);
        return type.FromBaseToDerived()
            .SelectMany(t => t.OriginalDefinition.GetMembers().OfType<IMethodSymbol>().Where(m => names.Contains(m.Name)))
            .SelectMany(static m => m.DeclaringSyntaxReferences)
            .Select(r => r.GetSyntax(ct));
    }

    // Its own name, and what its accessors name: the fields behind it are among that.
    private static HashSet<string> NamesOf(ObjectMember member, CancellationToken ct)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { member.Symbol.Name };
        if (member.Symbol.OriginalDefinition is IPropertySymbol property && Storage.CodeOf(property, ofSetter: false, ct) is { } getter)
            names.UnionWith(getter.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Select(static n => n.Identifier.ValueText));
        return names;
    }
}
