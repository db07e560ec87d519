using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Diagnostics;

/// <summary>
/// Where the parser reports why it refuses. The generator only asks whether it did; the analyzer takes the diagnostics, so
/// that the two cannot disagree.
/// </summary>
internal sealed class Findings
{
    private readonly List<Diagnostic>? _diagnostics;

    private Findings(List<Diagnostic>? diagnostics) => _diagnostics = diagnostics;

    /// <summary>For the analyzer.</summary>
    public static Findings Collect() => new([]);

    /// <summary>For the generator.</summary>
    public static Findings Discard() => new(null);

    /// <summary>Whether the method gets no wrapper.</summary>
    public bool Refused { get; private set; }

    /// <summary>What was refused, in order; the compiler's own errors are not among them.</summary>
    public List<string> Ids { get; } = [];

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics ?? [];

    public void Add(DiagnosticDescriptor descriptor, Place place, params object?[] arguments)
    {
        Refused = true;
        Ids.Add(descriptor.Id);
        _diagnostics?.Add(Diagnostic.Create(descriptor, place.Locate(), arguments));
    }

    /// <summary>As the other, with what a code fix needs beside the place.</summary>
    public void AddHinted(DiagnosticDescriptor descriptor, Place place, Hint hint, params object?[] arguments)
    {
        Refused = true;
        Ids.Add(descriptor.Id);
        _diagnostics?.Add(Diagnostic.Create(descriptor, place.Locate(), hint.ToProperties(), arguments));
    }

    /// <summary>Reports something about a method that is generated all the same.</summary>
    public void Warn(DiagnosticDescriptor descriptor, Place place, Hint hint, params object?[] arguments) =>
        _diagnostics?.Add(Diagnostic.Create(descriptor, place.Locate(), hint.ToProperties(), arguments));

    /// <summary>The same without a fix.</summary>
    public void Advise(DiagnosticDescriptor descriptor, Place place, params object?[] arguments) =>
        _diagnostics?.Add(Diagnostic.Create(descriptor, place.Locate(), arguments));

    /// <summary>Refuses without a diagnostic, if the compiler reports an error itself.</summary>
    public void RefuseSilently() => Refused = true;
}
