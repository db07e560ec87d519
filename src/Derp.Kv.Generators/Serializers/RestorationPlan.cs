using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Derp.Kv.Generators.Serializers.State;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Decides by which constructor and which ways the objects of a type come back whole, or tells why they cannot.</summary>
internal static class RestorationPlan
{
    // Bodies are read once per type, not once for each method that reaches it.
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<ITypeSymbol, Answer>> s_known = new();

    /// <returns>The contract too, whose members the restoration is told by.</returns>
    /// <exception cref="UnserializableException">There is no way on which nothing is lost.</exception>
    public static (ObjectContract Contract, Restoration Restoration) For(INamedTypeSymbol type, Compilation compilation, CancellationToken ct)
    {
        var known = s_known.GetValue(compilation, static _ => new ConcurrentDictionary<ITypeSymbol, Answer>(SymbolEqualityComparer.Default));
        if (!known.TryGetValue(type, out var answer))
        {
            try
            {
                var contract = ObjectContract.Read(type);
                answer = new Answer(contract, Choose(type, contract, compilation, ct), null);
            }
            catch (UnserializableException e)
            {
                answer = new Answer(null, null, e);
            }

            known.TryAdd(type, answer);
        }

        return answer.Problem is { } problem ? throw problem.Again() : (answer.Contract!, answer.Restoration!);
    }

    private static Restoration Choose(INamedTypeSymbol type, ObjectContract contract, Compilation compilation, CancellationToken ct)
    {
        var choices = ConstructorChoice.For(type, contract, compilation, ct);
        UnserializableException? first = null;
        foreach (var choice in choices)
        {
            try
            {
                return Whole(type, contract, choice, compilation, ct);
            }
            catch (UnserializableException e)
            {
                // What the best constructor lacks tells most.
                first ??= e;
            }
        }

        if (first is null && Bypass(type, contract, compilation, ct) is { } bypass)
            return bypass;
        throw first ?? NoConstructor(type, contract, compilation);
    }

    // An object that is made from something else, as a view is from an entity, needs no constructor if each of its fields is written.
    private static Restoration? Bypass(INamedTypeSymbol type, ObjectContract contract, Compilation compilation, CancellationToken ct)
    {
        if (type.IsValueType || type.InstanceConstructors.Length == 0 || !type.FromBaseToDerived().All(t => IsOwn(t, compilation)))
            return null;
        try
        {
            return Whole(type, contract, new ConstructorChoice(type.InstanceConstructors[0], [], []) { IsBypassed = true }, compilation, ct);
        }
        catch (UnserializableException e) when (e.HiddenState is null)
        {
            // To add a constructor is the better advice.
            return null;
        }
    }

    private static Restoration Whole(INamedTypeSymbol type, ObjectContract contract, ConstructorChoice choice, Compilation compilation, CancellationToken ct)
    {
        var restoration = new Restoration(choice.Constructor, choice.Arguments, [], [.. choice.Arguments.Where((a, i) => a is not null && choice.Flows[i] <= Flow.Guarded).Select(static a => a!)])
        {
            IsBypassed = choice.IsBypassed,
        };
        bool isCallable = !choice.IsBypassed && compilation.IsSymbolAccessibleWithin(choice.Constructor, compilation.Assembly);
        if (!isCallable && !choice.IsBypassed && !IsOwn(choice.Constructor, compilation))
            throw NoConstructor(type, contract, compilation);
        foreach (var member in contract.Members.Where(static m => m.IsReadable))
            restoration.Ways.Add(member, WayOf(member, choice, isCallable, compilation));

        var order = SetterOrder.Of([.. restoration.Ways.Keys], compilation, ct);
        foreach (var member in restoration.Ways.Keys.Where(order.IsWrittenByAnother).ToList())
        {
            if (restoration.Ways[member] == WayBack.Constructor && SetterOf(member, isCallable, compilation) is { } way)
                restoration.Ways[member] = way;
        }

        restoration.Order = order;
        var state = new HiddenState(type, restoration, compilation, ct);
        foreach (var member in restoration.Ways.Where(static w => w.Value == WayBack.LeftOut).Select(static w => w.Key).ToList())
        {
            if (NeedsField(member, contract, state, compilation, ct))
                restoration.Ways[member] = WayBack.HiddenField;
        }

        if (!contract.IsTakenAtItsWord && state.Find() is var (holder, why))
            throw Remedies.Hidden(holder, why, type, compilation);
        foreach (var member in contract.Members)
            ThrowIfLost(type, member, contract, choice, restoration, compilation);
        return restoration;
    }

    private static WayBack WayOf(ObjectMember member, ConstructorChoice choice, bool isCallable, Compilation compilation)
    {
        int argument = choice.Arguments.ToList().IndexOf(member);
        // What a constructor checks or gives a default is set again if that can be done, so that it is as it was. So is
        // what has a setter with code of its own, which may set more.
        bool isSetAgain = member.Symbol is IFieldSymbol { IsReadOnly: false } or IPropertySymbol { SetMethod: not null }
            && (choice.Flows.ElementAtOrDefault(argument) > Flow.Plain || Storage.CodeOf(member.Symbol.OriginalDefinition, ofSetter: true) is not null);
        return argument >= 0 && choice.Flows[argument] <= Flow.Guarded && !isSetAgain
            ? WayBack.Constructor
            : SetterOf(member, isCallable, compilation) ?? WayBack.LeftOut;
    }

    private static WayBack? SetterOf(ObjectMember member, bool isCallable, Compilation compilation) => member.Symbol switch
    {
        IFieldSymbol { IsReadOnly: false } => WayBack.Setter,

        // An object initializer belongs to a constructor that can be called.
        IPropertySymbol { SetMethod: { } setter } =>
            compilation.IsSymbolAccessibleWithin(setter, compilation.Assembly) && (isCallable || !setter.IsInitOnly) ? WayBack.Setter : WayBack.HiddenSetter,
        _ => null,
    };

    // A property that has a field and no setter, and does not hold the same in each object.
    private static bool NeedsField(ObjectMember member, ObjectContract contract, HiddenState state, Compilation compilation, CancellationToken ct)
    {
        if (member.Symbol.OriginalDefinition is IFieldSymbol field)
            return !IsOwn(field, compilation) || contract.IsExplicit || !state.Follows(field);
        var property = (IPropertySymbol)member.Symbol.OriginalDefinition;
        if (!Storage.IsAutomatic(property))
            return false;
        if (!IsOwn(property, compilation))
            return !Remedies.IsSystem(property);
        // A getter with code of its own decides what its field holds.
        return Storage.CodeOf(property, ofSetter: false, ct) is null && (contract.IsExplicit || !state.Follows(property));
    }

    private static void ThrowIfLost(
        INamedTypeSymbol type, ObjectMember member, ObjectContract contract, ConstructorChoice choice, Restoration restoration, Compilation compilation)
    {
        if (restoration.WayOf(member) != WayBack.LeftOut)
            return;
        bool isOwn = IsOwn(member.Symbol, compilation);
        if (!member.IsReadable)
        {
            // Of one's own type the field behind it has been looked at.
            if (!isOwn && !contract.IsTakenAtItsWord)
                throw Remedies.Lost(member, "can be set and not read, so that it would be lost", type, compilation);
            return;
        }

        if (choice.Arguments.Contains(member))
            throw Remedies.Lost(member, "is restored only by the constructor, which changes its argument, so that it would be changed twice", type, compilation);
        if (contract.IsExplicit || !(isOwn || ForeignMembers.LooksComputed(member)))
            throw Remedies.Lost(member, Unrestored(type, member, compilation), type, compilation);
    }

    private static string Unrestored(INamedTypeSymbol type, ObjectMember member, Compilation compilation) =>
        "could be written but not restored: it has no setter, and "
        + (ConstructorChoice.Misfit(type, member, compilation) ?? "the constructor has no parameter of its name");

    private static UnserializableException NoConstructor(INamedTypeSymbol type, ObjectContract contract, Compilation compilation)
    {
        var why = ConstructorChoice.Misfit(type, contract, compilation) is { } misfit ? $": {misfit}" : "";
        return new UnserializableException(
            $"'{type.ToDisplayString()}' has no public constructor whose every parameter is named like a member that is serialized{why}; {Remedies.Add("add one", type, compilation)}.");
    }

    private sealed record Answer(ObjectContract? Contract, Restoration? Restoration, UnserializableException? Problem);

    private static bool IsOwn(ISymbol symbol, Compilation compilation) =>
        SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly);
}
