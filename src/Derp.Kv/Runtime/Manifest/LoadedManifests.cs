using System.Reflection;

namespace Derp.Kv.Runtime;

/// <summary>
/// The annotated methods of the assemblies that this process has loaded so far. Nothing is kept: assemblies can be unloaded, and the table is read
/// only when the configuration is.
/// </summary>
internal static class LoadedManifests
{
    public static IReadOnlyList<KvMethodInfo> Read() =>
        [.. AppDomain.CurrentDomain.GetAssemblies().SelectMany(static assembly => Find(assembly)?.ReadMethods() ?? [])];

    /// <summary>Whether an assembly has a manifest.</summary>
    public static bool Has(Assembly assembly) => Find(assembly) is not null;

    /// <summary>Calls back for each assembly that is loaded from now on, on the thread that loads it.</summary>
    /// <param name="onLoad">Does not throw. False: it is not called again.</param>
    public static void Follow(Func<Assembly, bool> onLoad)
    {
        AppDomain.CurrentDomain.AssemblyLoad += OnLoad;

        void OnLoad(object? sender, AssemblyLoadEventArgs e)
        {
            if (!onLoad(e.LoadedAssembly))
                AppDomain.CurrentDomain.AssemblyLoad -= OnLoad;
        }
    }

    private static KvManifestAttribute? Find(Assembly assembly)
    {
        if (assembly.IsDynamic)
            return null;
        try
        {
            return assembly.GetCustomAttribute<KvManifestAttribute>();
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException or NotSupportedException)
        {
            // An attribute of another library, whose assembly is not there.
            return null;
        }
    }
}
