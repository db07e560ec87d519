namespace Derp.Kv.Tool;

/// <summary>The command line asks for something that is not possible. The message says what to write instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
