using System.Text;
using Derp.Kv.Coordination.Scripts;

namespace Derp.Kv.Valkey.Commands;

/// <summary>A script as it is sent: its digest first, its text to a server that does not know it.</summary>
internal static class ScriptCommand
{
    public static byte[][] ByDigest(Script script, byte[][] keys, byte[][] arguments) =>
        Of(Names.EvalSha, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(script.Digest)), keys, arguments);

    public static byte[][] ByText(Script script, byte[][] keys, byte[][] arguments) =>
        Of(Names.Eval, Encoding.UTF8.GetBytes(script.Text), keys, arguments);

    private static byte[][] Of(byte[] name, byte[] script, byte[][] keys, byte[][] arguments) =>
        [name, script, Argument.Of(keys.Length), .. keys, .. arguments];
}
