using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Serializers;
using Derp.Kv.Generators.Serializers.State;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Frozen;

/// <summary>
/// Looks for a way in which an object can change once our decoder has made it (N7). No user code held it before, its class is
/// exactly the declared one, and its collections are of the decoder's making; so only later change has to be excluded.
/// What contains itself is assumed to be frozen on the way.
/// </summary>
internal sealed class FrozenProof(Compilation compilation, CancellationToken ct)
{
    private readonly HashSet<ITypeSymbol> _decoded = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ITypeSymbol> _made = new(SymbolEqualityComparer.Default);

    /// <summary>A type of this compilation that is marked immutable and can be set, and how; null without one.</summary>
    public (string Type, string Against)? Contradiction { get; private set; }

    /// <summary>The first obstacle, or null for a type that is frozen.</summary>
    public Obstacle? Of(ITypeSymbol type, bool isDecoded) => Find(type, default, isDecoded);

    /// <param name="type">What stands there.</param>
    /// <param name="spot">Where.</param>
    /// <param name="isDecoded">Whether our decoder put it there, and not code of the type around it.</param>
    private Obstacle? Find(ITypeSymbol type, Spot spot, bool isDecoded)
    {
        ct.ThrowIfCancellationRequested();
        if (KnownFrozen.IsChangeable(type))
            return Obstacle.Collection(spot, type);
        if (type is not INamedTypeSymbol named || type.TypeKind == TypeKind.Error)
            return Obstacle.Open(spot, type);
        if ((KnownFrozen.IsSimple(named) && (named.IsValueType || named.IsSealed)) || !(isDecoded ? _decoded : _made).Add(type))
            return null;
        if (IsVouchedFor(named))
            return Arguments(named, spot, isDecoded);
        if (HasOwnFormat(named))
            return Obstacle.OwnFormat(spot, type);
        if (KnownFrozen.IsSimple(named))
            return null;
        if (KnownFrozen.IsHolder(named, isDecoded))
            return Arguments(named, spot, isDecoded);
        if (UnionPlan.IsUnion(named) && isDecoded)
            return Cases(named, spot);
        if (named.IsValueType)
            return OfStruct(named, spot, isDecoded);
        return named.TypeKind != TypeKind.Class || named.IsAbstract || named.SpecialType == SpecialType.System_Object
            ? Obstacle.Open(spot, type)
            : OfClass(named, spot, isDecoded);
    }

    private bool IsVouchedFor(INamedTypeSymbol type)
    {
        if (Vouched.Is(type, compilation))
            return true;
        if (Contradiction is null && IsOwn(type) && Vouched.IsMarked(type) && Vouched.Against(type) is { } against)
            Contradiction = (Spot.Shown(type), against);
        return false;
    }

    private bool HasOwnFormat(INamedTypeSymbol type)
    {
        try
        {
            return OwnFormats.Expression(type, compilation) is not null;
        }
        catch (UnserializableException)
        {
            return true;
        }
    }

    private Obstacle? Arguments(INamedTypeSymbol type, Spot spot, bool isDecoded) =>
        type.TypeArguments.Select(a => Find(a, spot, isDecoded)).FirstOrDefault(static o => o is not null);

    private Obstacle? Cases(INamedTypeSymbol type, Spot spot) =>
        UnionPlan.CasesOf(type)
            .Select(c => Boxed(c, spot) ?? Find(c, spot, isDecoded: true))
            .FirstOrDefault(static o => o is not null);

    // Callers share the box of a struct, and the interface leads into it.
    private static Obstacle? Boxed(ITypeSymbol type, Spot spot) =>
        type is INamedTypeSymbol { IsValueType: true } named && FieldsOf(named).FirstOrDefault(static f => !f.IsReadOnly) is { } field
            ? Changeable(field, spot.Member(type, (field.AssociatedSymbol ?? field).Name))
            : null;

    // Callers get copies, and whoever holds one holds it in a field of its own: only what its fields lead to can be shared.
    private Obstacle? OfStruct(INamedTypeSymbol type, Spot spot, bool isDecoded)
    {
        if (!IsOwn(type))
            return FieldsOf(type).Any(f => Find(f.Type, spot, isDecoded: false) is not null) ? Obstacle.Foreign(spot, type) : null;
        if (MadeLater.Sign(type) is { } sign)
            return Obstacle.MadeLater(spot, type, sign);
        return Fields(type, type, spot, isDecoded && HandedOn.IsAll(type, compilation, ct), mayBeSet: true);
    }

    private Obstacle? OfClass(INamedTypeSymbol type, Spot spot, bool isDecoded)
    {
        if (!IsOwn(type))
            return Obstacle.Foreign(spot, type);
        if (!isDecoded && !type.IsSealed)
            return Obstacle.Unsealed(spot, type);
        if (type.AllInterfaces.Any(static i => i.SpecialType == SpecialType.System_IDisposable || i.Is("System", "IAsyncDisposable")))
            return Obstacle.Disposable(spot, type);

        // Types of other assemblies show no private fields, not even in their implementation.
        var levels = type.FromBaseToDerived();
        var foreign = levels.FirstOrDefault(t => !IsOwn(t) && !Vouched.Is(t, compilation));
        if (foreign is not null)
            return Obstacle.ForeignBase(spot, type, foreign);
        var isHandedOn = isDecoded && HandedOn.IsAll(type, compilation, ct);
        foreach (var level in levels.Where(IsOwn))
        {
            if (MadeLater.Sign(level) is { } sign)
                return Obstacle.MadeLater(spot, level, sign);
            if (level.GetMembers().Any(static m => m is IMethodSymbol { MethodKind: MethodKind.Destructor }))
                return Obstacle.Finalized(spot, level);
            if (OutOfFields(level, spot.Member(type, "").Path!) is { } hidden)
                return hidden;
            if (Fields(type, level, spot, isHandedOn, mayBeSet: false) is { } obstacle)
                return obstacle;
        }

        return null;
    }

    // A captured parameter has a field without a name, a field-like event one that no symbol shows.
    private Obstacle? OutOfFields(INamedTypeSymbol level, string path)
    {
        foreach (var holder in Storage.Of(level.OriginalDefinition, compilation, ct))
        {
            if (holder is IParameterSymbol parameter)
                return Obstacle.Captured(new Spot(path + parameter.Name), parameter.Type);
            if (holder is IEventSymbol handlers)
                return Obstacle.Handlers(new Spot(path + handlers.Name), handlers.Type);
        }

        return null;
    }

    private Obstacle? Fields(INamedTypeSymbol type, INamedTypeSymbol level, Spot spot, bool isHandedOn, bool mayBeSet)
    {
        foreach (var field in FieldsOf(level))
        {
            var holder = field.AssociatedSymbol ?? field;
            var place = spot.Member(type, holder.Name);
            if (MadeLater.Sign(holder) is { } sign)
                return Obstacle.MadeLater(place, field.Type, sign);
            if (!field.IsReadOnly && !mayBeSet)
                return Changeable(field, place);
            var isFormatted = holder.FindAttribute("MessagePack.MessagePackFormatterAttribute") is not null;
            if (Find(field.Type, place, isHandedOn && !isFormatted) is { } obstacle)
                return obstacle;
        }

        return null;
    }

    private static Obstacle Changeable(IFieldSymbol field, Spot place) =>
        field.AssociatedSymbol is IPropertySymbol ? Obstacle.Setter(place, field.Type) : Obstacle.Writable(place, field.Type);

    private static IEnumerable<IFieldSymbol> FieldsOf(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(static f => !f.IsStatic);

    private bool IsOwn(ITypeSymbol type) => SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly);
}
