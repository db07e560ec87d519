using System.Reflection.Metadata;

namespace Derp.Kv.Tool.Manifests;

/// <summary>Names of types and members of an assembly, as the manifest has them.</summary>
internal sealed class MetadataNames(MetadataReader reader)
{
    public MetadataReader Reader => reader;

    /// <summary>Whether a type implements an interface of that simple name.</summary>
    public bool Implements(TypeDefinitionHandle type, string contract) =>
        reader.GetTypeDefinition(type).GetInterfaceImplementations()
            .Select(reader.GetInterfaceImplementation)
            .Any(implementation => SimpleName(implementation.Interface) == contract);

    /// <summary>The name of a type without its namespace and arguments; empty for one that has none, such as an array.</summary>
    public string SimpleName(EntityHandle type) => type.IsNil ? "" : type.Kind switch
    {
        HandleKind.TypeReference => reader.GetString(reader.GetTypeReference((TypeReferenceHandle)type).Name),
        HandleKind.TypeDefinition => reader.GetString(reader.GetTypeDefinition((TypeDefinitionHandle)type).Name),
        HandleKind.TypeSpecification => SimpleName((TypeSpecificationHandle)type),
        _ => "",
    };

    /// <summary>A method by the token of a call: the type that declares it, its name, and how many arguments it takes from the stack.</summary>
    public (string Type, string Name, int Arguments) MethodOf(EntityHandle method)
    {
        switch (method.Kind)
        {
            case HandleKind.MethodSpecification:
                return MethodOf(reader.GetMethodSpecification((MethodSpecificationHandle)method).Method);
            case HandleKind.MemberReference:
                var reference = reader.GetMemberReference((MemberReferenceHandle)method);
                return (SimpleName(reference.Parent), reader.GetString(reference.Name), CountArguments(reference.Signature));
            case HandleKind.MethodDefinition:
                var definition = reader.GetMethodDefinition((MethodDefinitionHandle)method);
                return (SimpleName(definition.GetDeclaringType()), reader.GetString(definition.Name), CountArguments(definition.Signature));
            default:
                throw new ManifestFormatException("it calls what is no method.");
        }
    }

    /// <summary>The name of a type in C#, with its namespace and the types around it; arguments are not in it.</summary>
    public string FullName(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name).Split('`')[0];
        if (type.GetDeclaringType() is { IsNil: false } outer)
            return $"{FullName(outer)}.{name}";
        return type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }

    /// <summary>The full names of all methods with type parameters.</summary>
    public IReadOnlySet<string> GenericMethods() => reader.MethodDefinitions
        .Select(reader.GetMethodDefinition)
        .Where(static method => method.GetGenericParameters().Count > 0)
        .Select(method => $"{FullName(method.GetDeclaringType())}.{reader.GetString(method.Name)}")
        .ToHashSet();

    // A generic type with arguments begins so: GENERICINST, class or value type, the type.
    private string SimpleName(TypeSpecificationHandle type)
    {
        var blob = reader.GetBlobReader(reader.GetTypeSpecification(type).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return "";
        blob.ReadCompressedInteger();
        return SimpleName(blob.ReadTypeHandle());
    }

    private int CountArguments(BlobHandle signature)
    {
        var blob = reader.GetBlobReader(signature);
        var header = blob.ReadSignatureHeader();
        if (header.Kind != SignatureKind.Method)
            throw new ManifestFormatException("it calls what is no method.");
        if (header.IsGeneric)
            blob.ReadCompressedInteger();
        return blob.ReadCompressedInteger() + (header.Attributes.HasFlag(SignatureAttributes.Instance) ? 1 : 0);
    }
}
