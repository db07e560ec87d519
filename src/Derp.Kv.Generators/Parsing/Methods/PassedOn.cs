using Derp.Kv.Generators.Parsing.Freshness;
using Derp.Kv.Generators.Parsing.Ledgers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>The parameters of a body that its wrapper has too. The others are filled in on the way, and are part of no key.</summary>
internal static class PassedOn
{
    public static bool Is(IParameterSymbol parameter) => !PreviousParameter.Is(parameter) && !LedgerTypes.IsTransaction(parameter);

    public static IEnumerable<IParameterSymbol> Of(IMethodSymbol body) => body.Parameters.Where(Is);
}
