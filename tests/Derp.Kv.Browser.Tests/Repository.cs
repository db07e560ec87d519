using System.Reflection;

namespace Derp.Kv.Browser.Tests;

/// <summary>Places that the build tells.</summary>
internal static class Repository
{
    /// <summary>The folder of pictures that the tests take.</summary>
    public static string Screenshots { get; } = Read("Screenshots");

    /// <summary>The program of the sample.</summary>
    public static string Tickets { get; } = Read("Tickets");

    private static string Read(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
