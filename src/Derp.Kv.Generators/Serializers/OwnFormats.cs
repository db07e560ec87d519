using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Formats that users gave to types: by [KvSerializerFor] of the assembly, [KvSerializer] of the type, [MessagePackFormatter].</summary>
internal static class OwnFormats
{
    /// <summary>The serializer that the assembly or the type names, closed over the arguments of a generic type; null if none does.</summary>
    public static INamedTypeSymbol? SerializerOf(ITypeSymbol type, Compilation compilation)
    {
        foreach (var attribute in compilation.Assembly.GetAttributes())
        {
            if (attribute.AttributeClass.IsKv("KvSerializerForAttribute")
                && attribute.ConstructorArguments is [{ Value: ITypeSymbol target }, { Value: INamedTypeSymbol chosen }]
                && Covers(target, type))
            {
                return Close(chosen, type);
            }
        }

        return type is INamedTypeSymbol named
            && named.OriginalDefinition.FindAttribute("Derp.Kv.KvSerializerAttribute")?.ConstructorArguments is [{ Value: INamedTypeSymbol serializer }]
            ? Close(serializer, type)
            : null;
    }

    /// <summary>Why a serializer cannot be that of the type; null if it can.</summary>
    public static string? Misfit(INamedTypeSymbol serializer, ITypeSymbol type, Compilation compilation, ISymbol within) => serializer switch
    {
        { IsUnboundGenericType: true } => "it needs as many type arguments as the type has",
        _ when !Implements(serializer, "Derp.Kv.IKvSerializer`1", type) =>
            $"it does not implement IKvSerializer<{type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}>",
        { IsAbstract: true } => "it is abstract",
        _ when !HasConstructor(serializer, compilation, within, parameters: 0) => "it has no accessible constructor without parameters",
        _ => null,
    };

    /// <summary>C# for the <c>MessagePackKvSerializer</c> of a type with a format of its own; null if it has none.</summary>
    public static string? Expression(ITypeSymbol type, Compilation compilation)
    {
        var aliases = ExternAliases.Of(compilation);
        if (SerializerOf(type, compilation) is { } serializer)
        {
            if (Misfit(serializer, type, compilation, compilation.Assembly) is { } reason)
                throw new UnserializableException($"'{serializer.ToDisplayString()}' cannot be the serializer of '{type.ToDisplayString()}': {reason}.");
            bool isMessagePack = serializer.FromBaseToDerived().Any(t => BuiltInTypes.MetadataName(t) == "Derp.Kv.Serialization.MessagePackKvSerializer`1");
            // Annotations of the type's arguments are of no account to the bytes.
            return isMessagePack
                ? $"new {serializer.Qualified(aliases)}()"
                : $"{BuiltInTypes.Library}.Custom<{type.Qualified(aliases)}>(new {serializer.Qualified(aliases)}()!)";
        }

        return type is INamedTypeSymbol ? FormatterExpression(type, type, compilation) : null;
    }

    /// <summary>C# for the formatter that a member or a type names; null if it names none.</summary>
    public static string? FormatterExpression(ISymbol bearer, ITypeSymbol type, Compilation compilation)
    {
        if (bearer.FindAttribute("MessagePack.MessagePackFormatterAttribute") is not { } attribute)
            return null;
        if (attribute.ConstructorArguments is not [{ Value: INamedTypeSymbol named }, ..])
            throw new UnserializableException($"The [MessagePackFormatter] of '{bearer.ToDisplayString()}' names no formatter; use typeof.");

        var aliases = ExternAliases.Of(compilation);
        var formatter = Close(named, type);
        var reason = formatter.IsUnboundGenericType ? "it needs as many type arguments as the type has"
            : !Implements(formatter, "MessagePack.Formatters.IMessagePackFormatter`1", type) ? $"it does not implement IMessagePackFormatter<{type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}>"
            : null;
        var arguments = attribute.ConstructorArguments.Length > 1 ? attribute.ConstructorArguments[1].Values.Select(a => ArgumentText(a, aliases)).ToList() : [];
        if (reason is null && arguments.Contains(null))
            reason = "an argument of its constructor is neither a constant nor a type";
        var instance = HasConstructor(formatter, compilation, compilation.Assembly, arguments.Count)
            ? $"new {formatter.Qualified(aliases)}({string.Join(", ", arguments)})"
            : arguments.Count == 0 && HasSingleton(formatter, compilation) ? $"{formatter.Qualified(aliases)}.Instance" : null;
        if (reason is null && instance is null)
            reason = "it has no accessible constructor for the arguments, and no Instance";
        return reason is null
            ? $"{BuiltInTypes.Library}.Formatted<{type.Qualified(aliases)}>({instance}!)"
            : throw new UnserializableException($"'{formatter.ToDisplayString()}' cannot be the formatter of '{bearer.ToDisplayString()}': {reason}.");
    }

    private static bool Covers(ITypeSymbol target, ITypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(target, type)
        || (target is INamedTypeSymbol { IsUnboundGenericType: true } && SymbolEqualityComparer.Default.Equals(target.OriginalDefinition, type.OriginalDefinition));

    private static INamedTypeSymbol Close(INamedTypeSymbol open, ITypeSymbol type) =>
        open.IsUnboundGenericType && type is INamedTypeSymbol named && named.Arity == open.Arity
            ? open.OriginalDefinition.Construct([.. named.TypeArguments])
            : open;

    private static bool Implements(INamedTypeSymbol type, string interfaceName, ITypeSymbol argument) =>
        type.AllInterfaces.Any(i => BuiltInTypes.MetadataName(i) == interfaceName && SymbolEqualityComparer.Default.Equals(i.TypeArguments[0], argument));

    private static bool HasConstructor(INamedTypeSymbol type, Compilation compilation, ISymbol within, int parameters) =>
        !type.IsAbstract
        && compilation.IsSymbolAccessibleWithin(type, within)
        && type.InstanceConstructors.Any(c => c.Parameters.Length == parameters && compilation.IsSymbolAccessibleWithin(c, within));

    private static bool HasSingleton(INamedTypeSymbol type, Compilation compilation) =>
        type.GetMembers("Instance").Any(m => m is IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } && compilation.IsSymbolAccessibleWithin(m, compilation.Assembly));

    private static string? ArgumentText(TypedConstant argument, ExternAliases aliases) => argument switch
    {
        { IsNull: true } => "null",
        { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => $"typeof({type.Qualified(aliases)})",
        { Value: double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity } => null,
        { Kind: TypedConstantKind.Primitive or TypedConstantKind.Enum, Type: { } type, Value: { } value } =>
            $"({type.Qualified(aliases)})({SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)})",
        _ => null,
    };
}
