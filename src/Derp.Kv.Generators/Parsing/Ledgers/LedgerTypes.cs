using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Ledgers;

/// <summary>Types of the package of the ledger, which a project may not have. They are recognised by full name.</summary>
internal static class LedgerTypes
{
    public const string Package = "Derp.Kv.Ledger";

    private const string Method = "Derp.Kv.Ledger.Runtime.LedgerMethod`2";

    /// <summary>Whether generated code can name it.</summary>
    public static bool IsReferenced(Compilation compilation) => compilation.GetTypesByMetadataName(Method).Length > 0;

    /// <summary>Whether the parameter brings a body its transaction.</summary>
    public static bool IsTransaction(IParameterSymbol parameter) => IsTransaction(parameter.Type);

    public static bool IsTransaction(ITypeSymbol type) => type.Is(Package, "LedgerTransaction");

    public static bool IsLedger(ITypeSymbol? type)
    {
        if (type is ITypeParameterSymbol parameter)
            return parameter.ConstraintTypes.Any(IsLedger);
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (t.Is(Package, "KvLedger"))
                return true;
        }

        return false;
    }
}
