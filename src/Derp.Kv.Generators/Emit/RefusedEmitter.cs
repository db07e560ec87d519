using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>
/// The heads of a refused method, so that calls of its wrapper add no errors to the one that counts. The project
/// does not build; if the error was suppressed, a call throws it.
/// </summary>
internal static class RefusedEmitter
{
    public static void Emit(SourceWriter writer, MethodModel method, RefusalModel refusal)
    {
        Write(writer, method.Wrapper, refusal);
        foreach (var head in (SignatureModel?[])[method.Look, method.Invalidate, method.KeyOf])
        {
            if (head is null)
                continue;
            writer.WriteLine();
            Write(writer, head, head == method.KeyOf ? refusal with { Captured = default } : refusal);
        }
    }

    private static void Write(SourceWriter writer, SignatureModel signature, RefusalModel refusal) => WrapperEmitter.WriteInContext(writer, signature, () =>
    {
        WrapperEmitter.WriteHead(writer, signature, Constants.RefusedCode, "");
        using (writer.WriteBlock())
        {
            // Captured, as the wrapper would; unread, they would be a warning.
            foreach (var name in refusal.Captured.Where(c => !signature.Parameters.Any(p => p.Name == c)))
                writer.WriteLine($"global::System.GC.KeepAlive({name});");
            writer.WriteLine($"throw new global::System.NotSupportedException({Display.Literal(refusal.Message)});");
        }
    });
}
