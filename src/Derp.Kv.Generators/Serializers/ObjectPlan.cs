using Derp.Kv.Generators.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Decides for an object type what is written and how it is read back, or refuses it.</summary>
internal static class ObjectPlan
{
    public static SerializerModel Create(INamedTypeSymbol type, SerializerName name, ResolverSession session)
    {
        var contract = ObjectContract.Read(type);
        var choice = ConstructorChoice.For(type, contract, session.Compilation)
            ?? throw new UnserializableException($"'{type.ToDisplayString()}' has no public constructor whose every parameter is named like a member that is serialized; add one, or write an IKvSerializer and name it in the attribute's Serializer.");
        var members = Restorable(type, contract, choice, session.Compilation);
        ThrowIfNothingIsKnown(type, members, session.Compilation);

        var setsRequired = choice.Constructor.HasAttribute("System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute");
        var names = new MemberNames();
        bool plainConstruction = ConstructionIsPlain(type, session.Compilation);
        var models = members
            .Select(m => Model(m, choice, setsRequired, plainConstruction, names, session))
            .ToList();
        return new SerializerModel(
            name.FileName,
            name.Namespace,
            name.ClassName,
            type.Qualified(session.Aliases),
            type.IsReferenceType,
            contract.IsArray,
            models.ToEquatableArray(),
            choice.Arguments.Select(a => members.IndexOf(a)).ToEquatableArray(),
            (setsRequired ? [] : contract.Ignored.Where(IsRequired).Select(s => Display.Escape(s.Name))).ToEquatableArray(),
            Warnings.Of(type, members.Select(m => m.Symbol).Append(choice.Constructor)).ToEquatableArray(),
            session.Aliases.Names)
        {
            HasCallbacks = type.AllInterfaces.Any(i => i.ToDisplayString() == "MessagePack.IMessagePackSerializationCallbackReceiver"),
        };
    }

    private static List<ObjectMember> Restorable(INamedTypeSymbol type, ObjectContract contract, ConstructorChoice choice, Compilation compilation)
    {
        var restored = contract.Members.Where(m => choice.Arguments.Contains(m) || m.IsWritable).ToList();
        var accounted = restored.Select(m => m.Symbol).Concat(contract.Ignored).ToList();
        foreach (var member in contract.Members.Except(restored))
        {
            if (contract.IsExplicit || !StateCheck.IsComputedFromRestored(member, type, accounted, compilation))
                throw new UnserializableException($"'{member.Display}' could be written but not restored: it has no public setter and the constructor has no parameter of its name; add one of them, or mark it [IgnoreMember] if it is computed.");
        }

        return restored.Where(m => m.IsReadable).ToList();
    }

    // A type of another assembly keeps its private parts out of sight: without a member it may be anything.
    private static void ThrowIfNothingIsKnown(INamedTypeSymbol type, List<ObjectMember> members, Compilation compilation)
    {
        if (members.Count == 0 && !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly))
            throw new UnserializableException($"'{type.ToDisplayString()}' has no public members to serialize; write an IKvSerializer and name it in the attribute's Serializer.");
    }

    private static MemberModel Model(
        ObjectMember member, ConstructorChoice choice, bool setsRequired, bool plainConstruction, MemberNames names, ResolverSession session)
    {
        var argument = choice.Arguments.ToList().IndexOf(member);
        bool inInitializer = member.IsRequired && !setsRequired;
        bool plain = plainConstruction && member.Symbol.OriginalDefinition.IsPlainStorage();
        if (member.IsHidden && argument < 0 && (member.IsInitOnly || member.IsRequired))
            throw new UnserializableException($"'{member.Display}' is hidden by a derived type, where an object initializer cannot reach it; give it a plain setter, or mark it [IgnoreMember].");
        bool reachable = !member.IsHidden;
        var restore = inInitializer ? MemberRestore.Initializer
            : argument >= 0 ? MemberRestore.Constructor
            : reachable && (member.IsInitOnly || plain) ? MemberRestore.Initializer
            : MemberRestore.Assignment;

        ThrowIfUnusable(member);
        var own = OwnFormats.FormatterExpression(member.Symbol, member.Type, session.Compilation) ?? OwnFormats.Expression(member.Type, session.Compilation);
        var identifiers = names.For(member.Name);
        var declared = member.Symbol.OriginalDefinition is IPropertySymbol property ? property.Type : ((IFieldSymbol)member.Symbol.OriginalDefinition).Type;
        return new MemberModel(
            Display.Escape(member.Name),
            identifiers.Local,
            identifiers.Field,
            member.TextKey ?? "",
            member.NumberKey ?? 0,
            member.Type.Qualified(session.Aliases),
            member.Type.IsReferenceType,
            HoldsReference(member.Type),
            declared.NullableAnnotation == NullableAnnotation.Annotated
                && member.Type is INamedTypeSymbol { IsGenericType: false }
                && !member.Symbol.HasAttribute("System.Diagnostics.CodeAnalysis.DisallowNullAttribute"),
            own ?? ExpressionFor(member, session),
            own is null ? BuiltInTypes.ReadMethod(member.Type) : null,
            argument >= 0 ? ConstantText.DefaultOf(choice.Constructor.Parameters[argument], session.Aliases) : null,
            restore,
            restore == MemberRestore.Initializer && !inInitializer && !plain)
        {
            Owner = member.IsHidden ? member.Symbol.ContainingType.Qualified(session.Aliases) : null,
        };
    }

    private static string ExpressionFor(ObjectMember member, ResolverSession session)
    {
        try
        {
            return session.ExpressionFor(member.Type);
        }
        catch (UnserializableException e) when (!e.NamesMember)
        {
            throw new UnserializableException($"'{member.Display}' cannot be serialized: {e.Message}", namesMember: true);
        }
    }

    private static void ThrowIfUnusable(ObjectMember member)
    {
        if (member.Symbol is IPropertySymbol { RefKind: not RefKind.None } or IFieldSymbol { RefKind: not RefKind.None })
            throw new UnserializableException($"'{member.Display}' is a reference to storage elsewhere; return a value, or mark it [IgnoreMember].");
        if (member.Symbol.FindAttribute("System.ObsoleteAttribute")?.ConstructorArguments is [_, { Value: true }])
            throw new UnserializableException($"'{member.Display}' is obsolete as an error, so that generated code cannot use it; mark it [IgnoreMember].");
        if (member.TextKey is { } key && key.Where((c, i) => char.IsSurrogate(c) && !IsPaired(key, i)).Any())
            throw new UnserializableException($"The key of '{member.Display}' holds half a surrogate pair, which has no UTF-8 form; choose another.");
    }

    private static bool IsPaired(string text, int index) =>
        char.IsHighSurrogate(text[index])
            ? index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
            : index > 0 && char.IsHighSurrogate(text[index - 1]);

    private static bool HoldsReference(ITypeSymbol type) =>
        type.IsReferenceType || (type is INamedTypeSymbol named && named.TypeArguments.Any(HoldsReference));

    // Where no constructor has a body, the object gives its members no values but those of their initializers.
    private static bool ConstructionIsPlain(INamedTypeSymbol type, Compilation compilation) =>
        type.FromBaseToDerived().All(t =>
            SymbolEqualityComparer.Default.Equals(t.ContainingAssembly, compilation.Assembly) && t.InstanceConstructors.All(c => c.HasNoBody()));

    private static bool IsRequired(ISymbol symbol) => symbol is IFieldSymbol { IsRequired: true } or IPropertySymbol { IsRequired: true };
}
