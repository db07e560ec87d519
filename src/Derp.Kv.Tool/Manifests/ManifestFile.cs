using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Derp.Kv.Runtime;

namespace Derp.Kv.Tool.Manifests;

/// <summary>
/// The manifest of an assembly on disk. Nothing of the assembly is loaded or run: a program that was compiled ahead of time cannot, and whoever looks at
/// a file does not want to.
/// </summary>
internal sealed class ManifestFile
{
    private const string Contract = "IKvManifest";
    private const string Table = "ReadMethods";

    private ManifestFile(IReadOnlyList<KvMethodInfo> methods, IReadOnlySet<string> genericMethods, EnumTypes enums) =>
        (Methods, GenericMethods, Enums) = (methods, genericMethods, enums);

    /// <summary>As <see cref="KvManifestAttribute.ReadMethods"/> returns them.</summary>
    public IReadOnlyList<KvMethodInfo> Methods { get; }

    /// <summary>The full names of methods that have type parameters of their own, which a manifest does not tell.</summary>
    public IReadOnlySet<string> GenericMethods { get; }

    public EnumTypes Enums { get; }

    /// <exception cref="UsageException">There is no such file, or it is no assembly with a manifest.</exception>
    public static ManifestFile Read(FileInfo file)
    {
        try
        {
            using var image = new PEReader(file.OpenRead());
            if (!image.HasMetadata)
                throw NoAssembly();
            var reader = image.GetMetadataReader();
            var types = new MetadataNames(reader);
            var methods = reader.TypeDefinitions.Where(handle => types.Implements(handle, Contract)).SelectMany(handle => ReadTable(image, types, handle)).ToList();
            if (methods.Count == 0)
                throw new UsageException($"{file.Name} has no method with an attribute of Derp.Kv. Name the assembly in which they are.");
            return new ManifestFile(methods, types.GenericMethods(), new EnumTypes(types));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file.Name} is not there, or may not be read.");
        }
        catch (Exception e) when (e is BadImageFormatException or ManifestFormatException)
        {
            throw e is ManifestFormatException ? new UsageException($"The manifest of {file.Name} cannot be read: {e.Message}") : NoAssembly();
        }

        UsageException NoAssembly() => new($"{file.Name} is no .NET assembly. A program compiled ahead of time has none; name the .dll that it was made of.");
    }

    private static IReadOnlyList<KvMethodInfo> ReadTable(PEReader image, MetadataNames types, TypeDefinitionHandle handle)
    {
        foreach (var method in types.Reader.GetTypeDefinition(handle).GetMethods().Select(types.Reader.GetMethodDefinition))
        {
            if (types.Reader.StringComparer.Equals(method.Name, Table) && method.RelativeVirtualAddress != 0)
                return ManifestMethods.Of(new TableCode(types, image.GetMethodBody(method.RelativeVirtualAddress).GetILReader()).Run());
        }

        return [];
    }
}
