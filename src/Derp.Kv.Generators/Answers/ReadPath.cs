using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Derp.Kv.Generators.Answers;

/// <summary>What a body reads of its instance: <c>region</c>, <c>user.Id</c>.</summary>
/// <param name="Members">The instance's own member or primary-constructor parameter, and properties and fields from there.</param>
internal sealed record ReadPath(IReadOnlyList<ISymbol> Members)
{
    public ISymbol Root => Members[0];

    /// <summary>Of what is read.</summary>
    public ITypeSymbol? Type => TypeOf(Members[Members.Count - 1]);

    /// <summary>As a template spells it.</summary>
    public string Text => string.Join(".", Members.Select(static m => m.Name));

    /// <summary>The path that an operation reads; null if it reads none of the instance.</summary>
    public static ReadPath? Of(IOperation? operation) => operation switch
    {
        IFieldReferenceOperation field => After(field.Instance, field.Field),
        IPropertyReferenceOperation { Property.IsIndexer: false } property => After(property.Instance, property.Property),
        IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter } => new([parameter]),
        IConversionOperation conversion => Of(conversion.Operand),
        IConditionalAccessInstanceOperation instance => Of(Accessed(instance)),
        _ => null,
    };

    public static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    /// <summary>Whether another read includes this one: the user includes <c>user.Id</c>, the name <c>name.Length</c>.</summary>
    /// <param name="operation">That of the path.</param>
    /// <param name="compilation">Where it stands.</param>
    public bool IsPartOfAnother(IOperation operation, Compilation compilation) =>
        Members.Take(Members.Count - 1).Any(m => TypeOf(m).IsPlain(compilation)) || (IsReadFrom(operation) && !Type.IsPlain(compilation));

    private static bool IsReadFrom(IOperation operation) => operation.Parent switch
    {
        IMemberReferenceOperation { Member: IPropertySymbol or IFieldSymbol } read => read.Instance == operation,
        IConversionOperation conversion => IsReadFrom(conversion),
        IConditionalAccessOperation access => access.Operation == operation
            && access.WhenNotNull.DescendantsAndSelf().Any(static o => o is IMemberReferenceOperation { Instance: IConditionalAccessInstanceOperation, Member: IPropertySymbol or IFieldSymbol }),
        _ => false,
    };

    private static ReadPath? After(IOperation? instance, ISymbol member)
    {
        if (member.IsStatic)
            return null;
        if (BodyInSight.IsSelf(instance))
            return new([member]);
        return Of(instance) is { } before ? new([.. before.Members, member]) : null;
    }

    private static IOperation? Accessed(IOperation instance)
    {
        for (var parent = instance.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IConditionalAccessOperation access && access.WhenNotNull.DescendantsAndSelf().Contains(instance))
                return access.Operation;
        }

        return null;
    }
}
