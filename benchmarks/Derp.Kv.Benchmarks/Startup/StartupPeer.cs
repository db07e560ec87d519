namespace Derp.Kv.Benchmarks;

/// <summary>A program in both its forms.</summary>
/// <param name="Name">How the report calls it.</param>
/// <param name="Project">The folder of what is compiled just in time, from the root of the repository.</param>
/// <param name="Ahead">The folder of what is compiled ahead of time.</param>
internal sealed record StartupPeer(string Name, string Project, string Ahead)
{
    public const string Empty = "empty program";

    public static readonly IReadOnlyList<StartupPeer> All =
    [
        Of("StackExchange.Redis + MessagePack by hand", "Hand"),
        Of(Empty, "Hello"),
        Of("Derp.Kv, generated wrapper", "Wrapper") with { Ahead = Path.Combine("samples", "AotStartup") },
        Of("HybridCache on Redis", "Hybrid"),
        Of("FusionCache on Redis", "Fusion"),
    ];

    // Where this program was built into, they were built into too.
    private static readonly string s_root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));
    private static readonly string s_output = Path.GetRelativePath(Path.Combine(s_root, "benchmarks", "Derp.Kv.Benchmarks"), AppContext.BaseDirectory);

    /// <summary>As it was built with this program.</summary>
    public StartupProgram JustInTime => new(Name, "dotnet", Path.Combine(s_root, Project, s_output, Path.GetFileName(Project) + ".dll"));

    /// <summary>What publishes it ahead of time.</summary>
    public Publication Publication => new(Path.Combine(s_root, Ahead), Path.Combine(s_root, "artifacts", "startup", Path.GetFileName(Ahead)));

    private static StartupPeer Of(string name, string project)
    {
        var folder = Path.Combine("benchmarks", "Startup", project);
        return new(name, folder, folder);
    }
}
