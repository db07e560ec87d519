using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Parsing.Clients;

/// <summary>Where a client or a ledger comes from.</summary>
/// <param name="Name">Not escaped.</param>
/// <param name="Qualifier">The qualifier that reaches the member behind a parameter of its name; null for a parameter, which has none.</param>
/// <param name="MayBeNull">Whether its type allows null; the runtime then reports which method had no client.</param>
internal sealed record ClientReference(string Name, string? Qualifier, bool MayBeNull)
{
    /// <summary>The expression among these parameters, or null if one of them hides it.</summary>
    public string? In(IEnumerable<string> parameterNames)
    {
        var name = Display.Escape(Name) + (MayBeNull ? "!" : "");
        if (!parameterNames.Contains(Name))
            return name;
        return Qualifier is null ? null : $"{Qualifier}.{name}";
    }
}
