using System.Reflection;

namespace Derp.Kv.Package.Tests.Harness;

/// <summary>What the build knew when it built these tests.</summary>
internal static class Built
{
    /// <summary>The repository's root.</summary>
    public static string Repository => Value(nameof(Repository));

    /// <summary>Debug or Release: what is packed is what was built with these tests.</summary>
    public static string Configuration => Value(nameof(Configuration));

    /// <summary>The folder that holds every package of this repository's projects after its restore.</summary>
    public static string PackageFolder => Value(nameof(PackageFolder));

    private static string Value(string name) =>
        typeof(Built).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;
}
