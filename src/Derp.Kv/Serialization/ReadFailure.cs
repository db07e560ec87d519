using System.Diagnostics;
using MessagePack;

namespace Derp.Kv.Serialization;

/// <summary>
/// Why reading failed: bytes of another shape, as another version writes them, or an exception of the user's own type for the
/// stored value. The second will happen again with every value, and is reported by name.
/// </summary>
internal static class ReadFailure
{
    /// <summary>Names constructor or member, if the compiler has not inlined it, and the exception's type; null if the bytes are the cause.</summary>
    public static string? Explain(Exception exception)
    {
        if (exception is MessagePackSerializationException or EndOfStreamException or OverflowException)
            return null;

        // From where it was thrown towards the serializer that called: the last of the user's own methods before that.
        string? culprit = null;
        foreach (var frame in new StackTrace(exception).GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is not { } method)
                continue;
            if (method.Name == nameof(MessagePackKvSerializer<>.Read))
                break;
            culprit = Describe(method) ?? culprit;
        }

        return $"{culprit ?? "Reading"} threw {TypeText.Full(exception.GetType())} for the stored value.";
    }

    /// <summary>Why a serializer, ours or the user's, could not read; null if the bytes are the cause.</summary>
    public static string? Reason(Exception exception) => exception switch
    {
        // An exception of ours: only a cause outside the bytes is worth reporting.
        KvSerializationException e => e.InnerException is { } cause && Explain(cause) is { } reason ? reason : null,
        _ => $"The serializer threw {TypeText.Full(exception.GetType())}.",
    };

    private static string? Describe(DiagnosticMethodInfo method)
    {
        var type = method.DeclaringTypeName?.Replace('+', '.');
        return method.Name switch
        {
            ".ctor" => $"The constructor of {type}",
            nameof(IMessagePackSerializationCallbackReceiver.OnAfterDeserialize) => $"{type}.{method.Name}",
            _ when method.Name.StartsWith("set_", StringComparison.Ordinal) => $"The setter of {type}.{method.Name["set_".Length..]}",
            _ => null,
        };
    }
}
