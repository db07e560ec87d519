using Derp.Kv.Generators.Frozen;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Serializers;
using Derp.Kv.Generators.Serializers.State;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Copying;

/// <summary>
/// A type of this compilation that is fields and automatic properties and nothing else, all of which come back from the bytes: to read
/// its members runs no code of its own, and a copy can miss nothing.
/// </summary>
/// <param name="Constructor">The one that the decoder calls.</param>
/// <param name="Arguments">The members that it takes.</param>
/// <param name="Initialized">Those that an object initializer sets.</param>
/// <param name="IsHandedOn">Whether the members hold what the decoder put there.</param>
internal sealed record PlainObject(IMethodSymbol Constructor, IReadOnlyList<ObjectMember> Arguments, IReadOnlyList<ObjectMember> Initialized, bool IsHandedOn)
{
    public static PlainObject? Of(INamedTypeSymbol type, Compilation compilation, CancellationToken ct)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct)
            || type.IsAbstract
            || type.SpecialType != SpecialType.None
            || !type.FromBaseToDerived().All(t => SymbolEqualityComparer.Default.Equals(t.ContainingAssembly, compilation.Assembly) && HasNoLife(t))
            || CollectionClass(type, compilation, ct))
            return null;
        ObjectContract contract;
        Restoration restoration;
        try
        {
            (contract, restoration) = RestorationPlan.For(type, compilation, ct);
        }
        catch (UnserializableException)
        {
            return null;
        }

        var members = contract.Members.Where(m => restoration.WayOf(m) != WayBack.LeftOut).ToList();
        var isWhole = type.FromBaseToDerived().SelectMany(t => Storage.Of(t.OriginalDefinition, compilation, ct)).All(restoration.IsAccounted);
        if (!isWhole
            || !members.All(m => IsPlain(m, restoration, ct))
            || restoration.IsBypassed
            || restoration.Arguments.Contains(null)
            || !compilation.IsSymbolAccessibleWithin(restoration.Constructor, compilation.Assembly))
            return null;

        // As the decoder has it: what is required is named in the initializer, even if the constructor takes it too.
        var setsRequired = restoration.Constructor.FindAttribute("System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute") is not null;
        var initialized = members.Where(m => restoration.WayOf(m) == WayBack.Setter || (m.IsRequired && !setsRequired)).ToList();
        return new PlainObject(restoration.Constructor, [.. restoration.Arguments.Select(static m => m!)], initialized, HandedOn.IsAll(type, compilation, ct));
    }

    // What is to be disposed or told of its reading is no mere data.
    private static bool HasNoLife(INamedTypeSymbol type) =>
        MadeLater.Sign(type) is null
        && !type.AllInterfaces.Any(static i => i.SpecialType == SpecialType.System_IDisposable
            || i.Is("System", "IAsyncDisposable")
            || i.Is("MessagePack", "IMessagePackSerializationCallbackReceiver"))
        && !type.GetMembers().Any(static m => m is IMethodSymbol { MethodKind: MethodKind.Destructor });

    private static bool IsPlain(ObjectMember member, Restoration restoration, CancellationToken ct) =>
        member is { IsReadable: true, IsHidden: false }
        && restoration.WayOf(member) is WayBack.Constructor or WayBack.Setter
        && MadeLater.Sign(member.Symbol) is null
        && member.Symbol.FindAttribute("MessagePack.MessagePackFormatterAttribute") is null
        && (member.Symbol.OriginalDefinition is not IPropertySymbol property
            || (Storage.IsAutomatic(property) && Storage.CodeOf(property, ofSetter: false, ct) is null && Storage.CodeOf(property, ofSetter: true, ct) is null));

    // Of a collection class the elements are written, and not its members.
    private static bool CollectionClass(INamedTypeSymbol type, Compilation compilation, CancellationToken ct)
    {
        try
        {
            return CollectionClasses.Find(type, compilation, ct) is not null;
        }
        catch (UnserializableException)
        {
            return true;
        }
    }
}
