using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Diagnostics;

/// <summary>What all descriptors have in common.</summary>
internal static class DescriptorFactory
{
    public static DiagnosticDescriptor Create(string id, string title, string message, params string[] tags) =>
        Create(id, title, message, DiagnosticSeverity.Error, tags);

    public static DiagnosticDescriptor CreateWarning(string id, string title, string message) =>
        Create(id, title, message, DiagnosticSeverity.Warning);

    public static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity, params string[] tags) => new(
        id,
        title,
        message,
        "Derp.Kv",
        severity,
        isEnabledByDefault: true,
        helpLinkUri: $"https://github.com/derp-kv/derp-kv/blob/main/docs/diagnostics/{id}.md",
        customTags: tags);
}
