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

    /// <summary>Calls back for each assembly with a manifest that is loaded from now on, on the thread that loads it.</summary>
    /// <param name="onAdded">Does not throw. False: it is not called again.</param>
    public static void Follow(Func<bool> onAdded)
    {
        AppDomain.CurrentDomain.AssemblyLoad += OnLoad;

        void OnLoad(object? sender, AssemblyLoadEventArgs e)
        {
            if (Find(e.LoadedAssembly) is not null && !onAdded())
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
