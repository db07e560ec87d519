using System.Buffers;
using Derp.Kv.Keys;
using Derp.Kv.Serialization;
using MessagePack;

namespace Derp.Kv.Runtime;

/// <summary>The arguments of a fingerprint as bytes: the same for equal arguments in every process, and different for different ones.</summary>
internal static class ArgumentBytes
{
    /// <summary>Writes them all. A failure happens before anything is claimed.</summary>
    public static void Write<TKey>(ArrayBufferWriter<byte> buffer, TKey key, string method)
        where TKey : struct, IFingerprintedKey
    {
        var outer = MessagePackNesting.Begin();
        using var comparing = Fingerprinting.Turn(on: true);
        try
        {
            var writer = new MessagePackWriter(buffer);
            key.WriteFingerprint(ref writer);
            writer.Flush();
        }
        catch (Exception e) when (outer == 0 && e is ValueTooDeepException or InsufficientExecutionStackException)
        {
            throw Refused(method, CycleFinder.Explain([key]), null);
        }
        catch (Exception e) when (e is KvSerializationException or MessagePackSerializationException)
        {
            throw Refused(method, e is KvSerializationException ? e.Message : $"{e.GetType().Name}.", e);
        }
        finally
        {
            MessagePackNesting.End(outer);
        }

        FingerprintNumbers.Unify(System.Runtime.InteropServices.MemoryMarshal.AsMemory(buffer.WrittenMemory));
    }

    private static ArgumentException Refused(string method, string why, Exception? cause) =>
        new($"An argument of {method} cannot be compared with that of another call. Nothing was claimed, and the body did not run. {why}", cause);
}
