using Derp.Kv.Generators.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>What a parameter is called in the struct of its key: its own name, unless a member of the struct has it.</summary>
internal static class KeyFieldName
{
    /// <summary>Names that a parameter of the struct cannot have.</summary>
    public static readonly string[] Members =
    [
        "AddTo", "Equals", "Finalize", "GetHashCode", "GetType", "IsSame", "MemberwiseClone", "ReferenceEquals", "ToString", "WriteFingerprint", "WriteKey",
    ];

    /// <summary>Escaped.</summary>
    public static string Of(IParameterSymbol parameter) =>
        Members.Contains(parameter.Name)
            ? new UniqueNames(((IMethodSymbol)parameter.ContainingSymbol).Parameters.Select(p => p.Name)).Next("argument" + parameter.Name)
            : Display.Escape(parameter.Name);
}
