namespace Derp.Kv.Runtime;

/// <summary>The table of an assembly's annotated methods. Generated types implement it.</summary>
public interface IKvManifest
{
    /// <inheritdoc cref="KvManifestAttribute.ReadMethods"/>
    static abstract IReadOnlyList<KvMethodInfo> ReadMethods();
}
