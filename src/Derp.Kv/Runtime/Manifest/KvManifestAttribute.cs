namespace Derp.Kv.Runtime;

/// <summary>
/// Carries the table of an assembly's annotated methods. The generator puts it on each assembly that has some. The table is made when it is read; a
/// trimmed program in which nothing reads it does not contain it.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
#pragma warning disable CA1813 // The sealed form has a type argument, by which nobody can ask for it.
public abstract class KvManifestAttribute : Attribute
#pragma warning restore CA1813
{
    private protected KvManifestAttribute()
    {
    }

    /// <summary>One item for each attribute of each method, ordered by names; made anew by each call.</summary>
    public abstract IReadOnlyList<KvMethodInfo> ReadMethods();
}

/// <summary>As it stands on an assembly.</summary>
/// <typeparam name="TManifest">The generated table.</typeparam>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class KvManifestAttribute<TManifest> : KvManifestAttribute
    where TManifest : IKvManifest
{
    /// <inheritdoc/>
    public override IReadOnlyList<KvMethodInfo> ReadMethods() => TManifest.ReadMethods();
}
