using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>
/// Members that other generators and weavers add cannot be seen while this one runs. The attributes that make them can:
/// these are the common ones, by full name without the suffix.
/// </summary>
internal static class MadeLater
{
    // Fields (and since partial properties, properties) of which a property is made.
    private static readonly HashSet<string> s_members = new(StringComparer.Ordinal)
    {
        "CommunityToolkit.Mvvm.ComponentModel.ObservableProperty",
        "ReactiveUI.SourceGenerators.Reactive", "ReactiveUI.SourceGenerators.ObservableAsProperty", "ReactiveUI.Fody.Helpers.Reactive",
        "ReactiveMarbles.ObservableEvents.Reactive", "PropertyChanged.SourceGenerator.Notify", "AutoNotify.AutoNotify", "Stylet.Xaml.Notify",
        "DevExpress.Mvvm.CodeGenerators.GenerateProperty", "MvvmGen.Property",
    };

    // Types that get additional fields.
    private static readonly HashSet<string> s_types = new(StringComparer.Ordinal)
    {
        "CommunityToolkit.Mvvm.ComponentModel.ObservableObject", "CommunityToolkit.Mvvm.ComponentModel.INotifyPropertyChanged",
        "CommunityToolkit.Mvvm.ComponentModel.ObservableRecipient",
        "PropertyChanged.AddINotifyPropertyChangedInterface", "PropertyChanging.ImplementPropertyChanging",
        "DevExpress.Mvvm.CodeGenerators.GenerateViewModel", "MvvmGen.ViewModel", "ReactiveUI.SourceGenerators.IReactiveObject",
        "Vogen.ValueObject", "StronglyTypedIds.StronglyTypedId", "Meziantou.Framework.Annotations.StronglyTypedId", "StronglyTypedId",
        "UnitGenerator.UnitOf", "Dunet.Union", "OneOf.GenerateOneOf", "Thinktecture.ValueObject", "Thinktecture.ComplexValueObject", "Thinktecture.SmartEnum",
        "Thinktecture.Union", "Intellenum.Intellenum", "Strongly.Strongly", "Ardalis.SmartEnum.SmartEnum", "ValueOf.ValueOf", "FluentAvalonia.StyledProperty",
    };

    /// <summary>The attribute that makes members of a field, property or type, as it is written; null if none does.</summary>
    public static string? Sign(ISymbol symbol)
    {
        var known = symbol is INamedTypeSymbol ? s_types : s_members;
        foreach (var attribute in symbol.GetAttributes())
        {
            // By generics too: [ValueObject<int>]. One whose own generator has yet to add it has no namespace in sight.
            if (attribute.AttributeClass is not { } type)
                continue;
            var name = Plain(type.Name);
            var full = type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString()}.{name}" : name;
            if (known.Contains(full) || (type.TypeKind == TypeKind.Error && known.Any(k => k.EndsWith("." + name, StringComparison.Ordinal))))
                return name;
        }

        return null;
    }

    private static string Plain(string name) =>
        name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
}
