using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>The constructors that run when an object comes back, and which of their parameters have the values of written members.</summary>
internal sealed class ConstructionPath
{
    private readonly HashSet<ISymbol> _constructors = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _parameters = new(SymbolEqualityComparer.Default);

    public ConstructionPath(Restoration restoration, Compilation compilation, CancellationToken ct)
    {
        var flow = new ParameterFlow(compilation, ct);
        for (int i = 0; i < restoration.Arguments.Count; i++)
        {
            // A member that can change later says nothing of what the constructor was given.
            if (restoration.Arguments[i] is { } member && restoration.IsSettled(member))
                _parameters.Add(restoration.Constructor.OriginalDefinition.Parameters[i]);
        }

        Restored = restoration;
        var derivation = new Derivation(compilation, p => _parameters.Contains(p), static _ => false, ct);
        IMethodSymbol? constructor = restoration.IsBypassed ? null : restoration.Constructor.OriginalDefinition;
        while (constructor is not null && _constructors.Add(constructor))
        {
            var next = flow.Next(constructor);
            foreach (var (parameter, value) in next?.Arguments ?? [])
            {
                if (derivation.Follows(value))
                    _parameters.Add(parameter);
            }

            constructor = next?.Constructor.OriginalDefinition ?? Implicit(constructor);
        }
    }

    public Restoration Restored { get; }

    public bool Runs(ISymbol constructor) => _constructors.Contains(constructor);

    public bool Knows(IParameterSymbol parameter) => _parameters.Contains(parameter);

    // Without an initializer a constructor calls the base's without parameters.
    private static IMethodSymbol? Implicit(IMethodSymbol constructor) =>
        constructor.ContainingType.BaseType?.OriginalDefinition.InstanceConstructors.FirstOrDefault(static c => c.Parameters.IsEmpty);
}
