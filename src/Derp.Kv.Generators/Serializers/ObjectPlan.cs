using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Serializers.State;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Decides for an object type what is written and how it is read back, or refuses it.</summary>
internal static class ObjectPlan
{
    public static SerializerModel Create(INamedTypeSymbol type, SerializerName name, ResolverSession session)
    {
        var (contract, restoration) = RestorationPlan.For(type, session.Compilation, session.Cancellation);
        var members = contract.Members.Where(m => restoration.WayOf(m) != WayBack.LeftOut).ToList();
        ThrowIfNothingIsKnown(type, members, session.Compilation);

        var accessors = new AccessorPlan(session.Aliases);
        var constructor = restoration.IsBypassed || session.Compilation.IsSymbolAccessibleWithin(restoration.Constructor, session.Compilation.Assembly)
            ? null
            : accessors.OfConstructor(restoration.Constructor, restoration.Arguments.Count);
        var setsRequired = constructor is not null || restoration.IsBypassed || restoration.Constructor.HasAttribute("System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute");
        var names = new MemberNames();
        bool plainConstruction = constructor is null && !restoration.IsBypassed && ConstructionIsPlain(type, session.Compilation);
        var models = members
            .Select(m => Model(m, restoration, setsRequired, plainConstruction, names, accessors, session))
            .ToList();
        return new SerializerModel(
            name.FileName,
            name.Namespace,
            name.ClassName,
            type.Qualified(session.Aliases),
            type.IsReferenceType,
            contract.IsArray,
            models.ToEquatableArray(),
            restoration.Arguments.Select(a => a is null ? -1 : members.IndexOf(a)).ToEquatableArray(),
            (setsRequired ? [] : contract.Ignored.Where(IsRequired).Select(s => Display.Escape(s.Name))).ToEquatableArray(),
            Warnings.Of(type, members.Select(m => m.Symbol).Append(restoration.Constructor)).ToEquatableArray(),
            session.Aliases.Names)
        {
            HasCallbacks = type.AllInterfaces.Any(i => i.ToDisplayString() == "MessagePack.IMessagePackSerializationCallbackReceiver"),
            IsUnsealed = type is { IsReferenceType: true, IsSealed: false },
            Accessors = accessors.All.ToEquatableArray(),
            Constructor = constructor,
            IsBypassed = restoration.IsBypassed,
            SettingOrder = SettingOrder(restoration, members),
        };
    }

    // Empty if it is that of the members, as nearly always.
    private static EquatableArray<int> SettingOrder(Restoration restoration, List<ObjectMember> members)
    {
        var order = restoration.Order!.Sorted().Select(m => members.IndexOf(m)).Where(static i => i >= 0).ToList();
        return order.SequenceEqual(order.OrderBy(static i => i)) ? [] : order.ToEquatableArray();
    }

    // A type of another assembly keeps its private parts out of sight: without a member it may be anything.
    private static void ThrowIfNothingIsKnown(INamedTypeSymbol type, List<ObjectMember> members, Compilation compilation)
    {
        if (members.Count == 0 && !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly))
            throw new UnserializableException($"'{type.ToDisplayString()}' has no public members to serialize; {Remedies.Named(type)}.");
    }

    private static MemberModel Model(
        ObjectMember member, Restoration restoration, bool setsRequired, bool plainConstruction, MemberNames names, AccessorPlan accessors, ResolverSession session)
    {
        var argument = restoration.Arguments.ToList().IndexOf(member);
        var way = restoration.WayOf(member);
        bool inInitializer = member.IsRequired && !setsRequired;
        bool plain = plainConstruction && member.Symbol.OriginalDefinition.IsPlainStorage() && !restoration.Order!.IsWrittenByAnother(member);
        if (member.IsHidden && way == WayBack.Setter && (member.IsInitOnly || member.IsRequired))
            throw new UnserializableException($"'{member.Display}' is hidden by a member of a derived type, so that an object initializer cannot set it; give it a plain setter, or mark it [IgnoreMember].");
        bool reachable = !member.IsHidden;
        var restore = inInitializer ? MemberRestore.Initializer
            : way == WayBack.Constructor ? MemberRestore.Constructor
            : way == WayBack.Setter && reachable && (member.IsInitOnly || plain) ? MemberRestore.Initializer
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
            argument >= 0 ? ConstantText.DefaultOf(restoration.Constructor.Parameters[argument], session.Aliases) : null,
            restore,
            restore == MemberRestore.Initializer && !inInitializer && !plain)
        {
            Owner = member.IsHidden ? member.Symbol.ContainingType.Qualified(session.Aliases) : null,
            Accessor = restore != MemberRestore.Assignment ? null
                : way == WayBack.HiddenSetter ? accessors.OfSetter((IPropertySymbol)member.Symbol)
                : way == WayBack.HiddenField ? accessors.OfField(member.Symbol)
                : null,
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

    // If no constructor has a body, the members of an object get only the values of their initializers.
    private static bool ConstructionIsPlain(INamedTypeSymbol type, Compilation compilation) =>
        type.FromBaseToDerived().All(t =>
            SymbolEqualityComparer.Default.Equals(t.ContainingAssembly, compilation.Assembly) && t.InstanceConstructors.All(c => c.HasNoBody()));

    private static bool IsRequired(ISymbol symbol) => symbol is IFieldSymbol { IsRequired: true } or IPropertySymbol { IsRequired: true };
}
