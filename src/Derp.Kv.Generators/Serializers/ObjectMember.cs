using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>A public field or property as its contract sees it.</summary>
internal sealed class ObjectMember(ISymbol symbol, ITypeSymbol type, string? textKey, int? numberKey)
{
    public ISymbol Symbol { get; } = symbol;

    public ITypeSymbol Type { get; } = type;

    public string Name => Symbol.Name;

    /// <summary>The key in a map, or null if keys are numbers.</summary>
    public string? TextKey { get; } = textKey;

    /// <summary>The index in an array, or null if keys are names.</summary>
    public int? NumberKey { get; } = numberKey;

    public bool IsReadable => Symbol is IFieldSymbol or IPropertySymbol { GetMethod.DeclaredAccessibility: Accessibility.Public };

    public bool IsWritable => Symbol is IFieldSymbol { IsReadOnly: false } or IPropertySymbol { SetMethod.DeclaredAccessibility: Accessibility.Public };

    public bool IsInitOnly => Symbol is IPropertySymbol { SetMethod.IsInitOnly: true };

    public bool IsRequired => Symbol is IFieldSymbol { IsRequired: true } or IPropertySymbol { IsRequired: true };

    /// <summary>Whether a derived type hides it, so that it is seen through the type that declares it alone.</summary>
    public bool IsHidden { get; init; }

    /// <summary>For messages.</summary>
    public string Display => $"{Symbol.ContainingType.ToDisplayString()}.{Symbol.Name}";
}
