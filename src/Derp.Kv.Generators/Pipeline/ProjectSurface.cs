using System.Runtime.CompilerServices;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>
/// All that the wrappers of a project can depend on, so that an edit costs only what it affects: <c>ForAttributeWithMetadataName</c>
/// would bind and read every annotated method again after any edit. Equal surfaces have equal methods, and one that follows
/// another takes over the readings that are still valid. The compilation is read once, and not kept.
/// </summary>
internal sealed class ProjectSurface
{
    private static readonly string[] s_names =
    [
        .. from name in KnownNames.Attributes
           let full = name.Substring(name.LastIndexOf('.') + 1)
           from written in (string[])[full, full.Substring(0, full.Length - nameof(Attribute).Length)]
           select written,
    ];

    // A reference is identified by its own token, which does not keep it in memory.
    private static readonly ConditionalWeakTable<MetadataReference, object> s_references = new();

    private readonly string? _assembly;
    private readonly CompilationOptions _options;
    private readonly object[] _references;
    private readonly ProjectFile[] _files;
    private Compilation? _compilation;
    private (ProjectSurface Surface, ProjectChange Change)? _before;

    // For each file that may hold annotated methods; set once the methods were read.
    private MethodReading[]?[]? _readings;
    private Dependencies? _assemblyReading;

    private ProjectSurface(Compilation compilation, CancellationToken ct)
    {
        _compilation = compilation;
        _assembly = compilation.AssemblyName;
        _options = compilation.Options;
        _references = [.. compilation.ExternalReferences.Select(static r => s_references.GetValue(r, static _ => new object()))];
        _files = [.. compilation.SyntaxTrees.Select(t => new ProjectFile(t, ct))];
    }

    /// <summary>How the driver compares a surface with the one before it.</summary>
    public static IEqualityComparer<ProjectSurface> Succession { get; } = new SuccessionComparer();

    public static ProjectSurface Of(Compilation compilation, CancellationToken ct) => new(compilation, ct);

    /// <summary>Every annotated method that can have a wrapper.</summary>
    public IEnumerable<MethodResult> Methods(CancellationToken ct)
    {
        var compilation = _compilation ?? throw new InvalidOperationException("The compilation was read before.");
        var names = s_names.Concat(_files.SelectMany(static f => f.Surface.GlobalAliases)).Distinct().ToList();
        var reader = new MethodReader(compilation, _files, ct);
        var assembly = StandingAssembly(ct);
        var standing = assembly is null ? new MethodReading?[]?[_files.Length] : Standing(ct);
        var readings = new MethodReading[]?[_files.Length];
        for (var i = 0; i < _files.Length; i++)
        {
            if (_files[i].Options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp12 } || !_files[i].Surface.MayAnnotate(names))
                continue;
            var known = standing[i]?.OfType<MethodReading>().ToArray();
            readings[i] = known is not null && known.Length == standing[i]!.Length ? known : reader.Read(_files[i].Tree, standing[i]);
        }

        _assemblyReading = assembly ?? reader.ReadAssembly();
        _readings = readings;
        Forget();
        return readings.SelectMany(static r => r ?? []).Select(static r => r.Result).OfType<MethodResult>();
    }

    private void Forget()
    {
        _compilation = null;
        _before = null;
        foreach (var file in _files)
            file.Forget();
    }

    private Dependencies? StandingAssembly(CancellationToken ct) =>
        _before is { } before && before.Surface._assemblyReading is { } reading && !before.Change.Affects(reading, ct)
            ? reading.Renumbered(before.Change.Numbers)
            : null;

    // By the file's number now; null for a file that was edited or is new, as the order of its methods may be another.
    private MethodReading?[]?[] Standing(CancellationToken ct)
    {
        var standing = new MethodReading?[]?[_files.Length];
        if (_before is not ({ _readings: { } readings } surface, var change))
            return standing;
        for (var i = 0; i < readings.Length; i++)
        {
            if (readings[i] is { } file
                && change.Numbers[i] is >= 0 and var number
                && surface._files[i].Surface.Declarations == _files[number].Surface.Declarations)
                standing[number] = Array.ConvertAll(file, r => Standing(r, change, ct));
        }

        return standing;
    }

    private static MethodReading? Standing(MethodReading reading, ProjectChange change, CancellationToken ct) =>
        reading.Dependencies is { } dependencies && !change.Affects(dependencies, ct) && dependencies.Renumbered(change.Numbers) is { } renumbered
            ? reading with { Dependencies = renumbered }
            : null;

    private bool IsSucceededBy(ProjectSurface after)
    {
        if (_readings is null
            || _assembly != after._assembly
            || !_references.SequenceEqual(after._references)
            || !_options.Equals(after._options)
            || ProjectChange.Between(_files, after._files, CancellationToken.None) is not { } change)
            return false;
        var readings = _readings.SelectMany(static r => r ?? []).Select(static r => r.Dependencies).Append(_assemblyReading);
        if (change.IsNothing(readings, CancellationToken.None))
            return true;
        after._before = (this, change);
        return false;
    }

    /// <summary>
    /// The one place where two states of a project are compared. The driver keeps the earlier of two equal ones, which was read, and
    /// goes on with the later one otherwise; that then knows what it can take over.
    /// </summary>
    private sealed class SuccessionComparer : IEqualityComparer<ProjectSurface>
    {
        public bool Equals(ProjectSurface? x, ProjectSurface? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x.IsSucceededBy(y));

        public int GetHashCode(ProjectSurface obj) => obj._files.Length;
    }
}
