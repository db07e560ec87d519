namespace Derp.Kv.Tool.Manifests;

/// <summary>A manifest was compiled to code that this tool does not follow.</summary>
internal sealed class ManifestFormatException(string message) : Exception(message);
