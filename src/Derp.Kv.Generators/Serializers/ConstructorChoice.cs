using Derp.Kv.Generators.Serializers.State;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Serializers;

/// <summary>A constructor that can give an object back, and which members its parameters take.</summary>
/// <param name="Constructor">The constructor.</param>
/// <param name="Arguments">One member for each of its first parameters, null for one that is ignored; those after them have defaults.</param>
/// <param name="Flows">What the constructor makes of each.</param>
internal sealed record ConstructorChoice(IMethodSymbol Constructor, IReadOnlyList<ObjectMember?> Arguments, IReadOnlyList<Flow> Flows)
{
    /// <summary>Whether no constructor runs.</summary>
    public bool IsBypassed { get; init; }

    private const string Marker = "MessagePack.SerializationConstructorAttribute";

    /// <summary>
    /// The marked constructor; else all that have a member for each parameter, the best first: those that only hand their
    /// arguments on, by number of parameters; without parameters; those that check or change arguments; those that are not public.
    /// </summary>
    public static IReadOnlyList<ConstructorChoice> For(INamedTypeSymbol type, ObjectContract contract, Compilation compilation, CancellationToken ct)
    {
        var usable = type.InstanceConstructors
            .Where(c => c.Parameters.All(static p => p.RefKind is RefKind.None or RefKind.In)
                && c.FindAttribute("System.ObsoleteAttribute")?.ConstructorArguments is not [_, { Value: true }])
            .ToList();
        var marked = usable.Where(static c => c.HasAttribute(Marker)).ToList();
        var flow = new ParameterFlow(compilation, ct);
        var candidates = marked.Count > 0 ? marked : usable;

        // By name first, whatever the kind of keys: the library pairs numbered keys with parameters by position alone,
        // which would give x to y where their types agree.
        var choices = Match(candidates, p => ByName(contract, p) ?? ByFlow(contract, p, flow, compilation), contract, flow, compilation);
        if (choices.Count == 0 && contract.IsArray)
            choices = Match(candidates, p => contract.Members.ElementAtOrDefault(p.Ordinal), contract, flow, compilation);
        return [.. choices.OrderBy(c => Rank(c, contract, flow, compilation)).ThenByDescending(static c => c.Arguments.Count)];
    }

    /// <summary>Why a parameter that has a member's name does not take it; null if none has.</summary>
    public static string? Misfit(INamedTypeSymbol type, ObjectContract contract, Compilation compilation)
    {
        foreach (var parameter in type.InstanceConstructors.Where(static c => c.DeclaredAccessibility == Accessibility.Public).SelectMany(static c => c.Parameters))
        {
            if (ByName(contract, parameter) is { IsReadable: true } member && !Takes(parameter, member, compilation))
                return Misfit(parameter, member);
        }

        return null;
    }

    /// <summary>The same for one member.</summary>
    public static string? Misfit(INamedTypeSymbol type, ObjectMember member, Compilation compilation) =>
        type.InstanceConstructors
            .Where(static c => c.DeclaredAccessibility == Accessibility.Public)
            .SelectMany(static c => c.Parameters)
            .Where(p => string.Equals(p.Name, member.Name, StringComparison.OrdinalIgnoreCase) && !Takes(p, member, compilation))
            .Select(p => Misfit(p, member))
            .FirstOrDefault();

    private static string Misfit(IParameterSymbol parameter, ObjectMember member) =>
        $"the parameter '{parameter.Name}' of a constructor is '{parameter.Type.ToDisplayString()}', but '{member.Display}' is '{member.Type.ToDisplayString()}'";

    private static List<ConstructorChoice> Match(
        List<IMethodSymbol> candidates, Func<IParameterSymbol, ObjectMember?> memberFor, ObjectContract contract, ParameterFlow flow, Compilation compilation)
    {
        var choices = new List<ConstructorChoice>();
        foreach (var constructor in candidates)
        {
            var members = constructor.Parameters.Select(memberFor).ToList();
            int count = members.Count;
            while (count > 0 && members[count - 1] is not { IsReadable: true } && constructor.Parameters[count - 1].HasExplicitDefaultValue)
                count--;
            members.RemoveRange(count, members.Count - count);
            if (members.Zip(constructor.Parameters, (m, p) => m is null ? IsIgnored(contract, p) : m.IsReadable && Takes(p, m, compilation)).All(static fits => fits)
                && members.Where(static m => m is not null).Distinct().Count() == members.Count(static m => m is not null))
            {
                var definition = constructor.OriginalDefinition;
                choices.Add(new ConstructorChoice(
                    constructor,
                    members,
                    [.. members.Select((m, i) => m is null ? Flow.Plain : flow.To(m.Symbol.OriginalDefinition, definition, definition.Parameters[i]))]));
            }
        }

        return choices;
    }

    private static int Rank(ConstructorChoice choice, ObjectContract contract, ParameterFlow flow, Compilation compilation)
    {
        var constructor = choice.Constructor;
        bool isPublic = constructor.DeclaredAccessibility == Accessibility.Public;
        bool isCallable = compilation.IsSymbolAccessibleWithin(constructor, compilation.Assembly);
        var worst = choice.Flows.Count == 0 ? Flow.Plain : choice.Flows.Max();
        if (choice.Arguments.Count == 0)
            return !isCallable ? 4 : contract.Members.Where(static m => m.IsReadable).All(static m => m.IsWritable) ? 1 : 3;
        if (!isPublic)
            return isCallable ? 6 : 7;
        bool isNamed = choice.Arguments.Zip(constructor.Parameters, (a, p) => a is null || ByName(contract, p) == a).All(static named => named);
        return worst >= Flow.Changed ? 5 : isNamed && worst == Flow.Plain && flow.IsPlain(constructor.OriginalDefinition) ? 0 : 2;
    }

    // An ignored member gets the default.
    private static bool IsIgnored(ObjectContract contract, IParameterSymbol parameter) =>
        contract.Ignored.Any(m => string.Equals(m.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));

    // The one member that the constructor keeps it in, whatever that is called.
    private static ObjectMember? ByFlow(ObjectContract contract, IParameterSymbol parameter, ParameterFlow flow, Compilation compilation)
    {
        if (!SymbolEqualityComparer.Default.Equals(parameter.ContainingAssembly, compilation.Assembly))
            return null;
        var definition = (IMethodSymbol)parameter.ContainingSymbol.OriginalDefinition;
        var kept = contract.Members
            .Where(m => m.IsReadable && Takes(parameter, m, compilation)
                && flow.To(m.Symbol.OriginalDefinition, definition, definition.Parameters[parameter.Ordinal]) <= Flow.Guarded)
            .Take(2)
            .ToList();
        return kept is [var only] ? only : null;
    }

    private static ObjectMember? ByName(ObjectContract contract, IParameterSymbol parameter) =>
        contract.Members.FirstOrDefault(m => m.Name == parameter.Name && !m.IsHidden)
        ?? contract.Members.FirstOrDefault(m => m.Name == parameter.Name)
        ?? contract.Members.FirstOrDefault(m => string.Equals(m.TextKey, parameter.Name, StringComparison.OrdinalIgnoreCase))
        ?? contract.Members.FirstOrDefault(m => string.Equals(m.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));

    private static bool Takes(IParameterSymbol parameter, ObjectMember member, Compilation compilation)
    {
        var conversion = compilation.ClassifyConversion(member.Type, parameter.Type);
        return conversion.IsIdentity
            || (conversion.IsImplicit && (conversion.IsReference || conversion.IsBoxing || conversion.IsNullable));
    }
}
