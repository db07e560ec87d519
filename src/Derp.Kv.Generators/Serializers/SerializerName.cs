using Derp.Kv.Generators.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Serializers;

/// <summary>What the serializer class of a type is called, and its file. Readable; with a hash if that is not unique.</summary>
internal sealed record SerializerName(string Namespace, string ClassName, string FileName)
{
    private const string Root = "Derp.Kv.Generated";
    private const int MaxLength = 60;

    /// <param name="type">The type.</param>
    /// <param name="compilation">The one that the class becomes a part of.</param>
    /// <param name="suffix">What the class is for.</param>
    public static SerializerName For(INamedTypeSymbol type, Compilation compilation, string suffix = "Serializer")
    {
        var identity = type.Qualified(ExternAliases.Of(compilation));
        bool plain = SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly);
        var readable = Chain(type, type.ContainingNamespace, ref plain);
        if (readable.Length > MaxLength)
        {
            readable = WordCut.Shorten(readable, MaxLength);
            plain = false;
        }

        // With the assembly's name, so that two assemblies that use a third one's type, and show each other their internals,
        // do not both declare one class.
        var hash = StableHash.Hex($"{identity}, {compilation.AssemblyName}").Substring(0, 8);
        var className = plain ? readable + suffix : $"{readable}_{hash}{suffix}";
        var space = type.ContainingNamespace is { IsGlobalNamespace: false } user
            ? $"{Root}.{string.Join(".", user.ToDisplayString().Split('.').Select(Unescaped).Select(Display.Escape))}"
            : Root;

        // Named by the generated namespace, which no file of the user's own types has.
        var place = $"{space.Replace("@", "")}.{className}";
        return new SerializerName(space, className, HintName.For(HasTwinInOtherCase(type) ? $"{place}.{hash}" : place));
    }

    private static string Unescaped(string identifier) => identifier.TrimStart('@');

    private static string Chain(INamedTypeSymbol type, INamespaceSymbol home, ref bool plain)
    {
        // An underscore joins the parts, so that a name that contains one could read as two.
        plain &= type.Name.IndexOf('_') < 0 && type.Name != "of" && SyntaxFacts.GetKeywordKind(type.Name) == SyntaxKind.None;
        var name = type.ContainingType is { } outer ? $"{Chain(outer, home, ref plain)}_{type.Name}" : type.Name;
        if (type.TypeArguments.IsEmpty)
            return name;

        var arguments = new List<string>();
        foreach (var argument in type.TypeArguments)
            arguments.Add(Argument(argument, home, ref plain));
        return $"{name}_of_{string.Join("_", arguments)}";
    }

    private static string Argument(ITypeSymbol argument, INamespaceSymbol home, ref bool plain)
    {
        // Annotations of reference types tell no types apart.
        argument = argument.WithNullableAnnotation(NullableAnnotation.None);
        if (argument.SpecialType != SpecialType.None && SyntaxFacts.GetKeywordKind(argument.ToDisplayString()) != SyntaxKind.None)
            return argument.ToDisplayString();

        plain &= argument is INamedTypeSymbol { ContainingType: null, TypeArguments.IsEmpty: true } simple
            && SymbolEqualityComparer.Default.Equals(simple.ContainingNamespace, home);
        return argument switch
        {
            INamedTypeSymbol { IsTupleType: true } => "tuple",
            INamedTypeSymbol named => Chain(named, home, ref plain),
            IArrayTypeSymbol array => Argument(array.ElementType, home, ref plain) + "_array",
            _ => argument.Name,
        };
    }

    // File names ignore case. Names of types of other assemblies carry a hash already.
    private static bool HasTwinInOtherCase(INamedTypeSymbol type)
    {
        for (INamespaceOrTypeSymbol s = type; s is { ContainingSymbol: INamespaceOrTypeSymbol container }; s = container)
        {
            foreach (var sibling in container.GetMembers())
            {
                if (sibling is INamespaceOrTypeSymbol && sibling.Name != s.Name && string.Equals(sibling.Name, s.Name, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return type.TypeArguments.Any(a => ElementOf(a) is INamedTypeSymbol named && HasTwinInOtherCase(named));
    }

    private static ITypeSymbol ElementOf(ITypeSymbol type) => type is IArrayTypeSymbol array ? ElementOf(array.ElementType) : type;
}
