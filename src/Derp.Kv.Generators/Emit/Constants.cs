namespace Derp.Kv.Generators.Emit;

internal static class Constants
{
    /// <summary>What the version says of the head of a refused method, so that no analyzer takes it for a wrapper.</summary>
    public const string Refused = "refused";

    /// <summary>
    /// The annotations are for callers. Flow analysis takes the compiler as long as all the rest of a file, and here it could find only faults of
    /// the generator: its tests turn it on.
    /// </summary>
    public const string Nullable = "#nullable enable annotations\n#nullable disable warnings";

    /// <summary>On every member, not on the type, which is the user's too.</summary>
    public const string GeneratedCode = "[global::System.CodeDom.Compiler.GeneratedCode(\"Derp.Kv\", \"0.1.0\")]";

    /// <summary>The same on the heads of a refused method.</summary>
    public const string RefusedCode = "[global::System.CodeDom.Compiler.GeneratedCode(\"Derp.Kv\", \"" + Refused + "\")]";
}
