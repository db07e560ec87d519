namespace Derp.Kv.Generators.Emit;

internal static class Constants
{
    /// <summary>On every member, not on the type, which is the user's too.</summary>
    public const string GeneratedCode = "[global::System.CodeDom.Compiler.GeneratedCode(\"Derp.Kv\", \"0.1.0\")]";
}
