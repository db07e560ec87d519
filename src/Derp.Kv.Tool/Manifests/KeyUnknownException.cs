namespace Derp.Kv.Tool.Manifests;

/// <summary>The key of a call cannot be told. The message is the end of a sentence that says why.</summary>
internal sealed class KeyUnknownException(string message) : Exception(message);
