using MessagePack;

namespace Derp.Kv.Serialization;

/// <summary>Calls a struct's callbacks without a copy, so that their changes are kept.</summary>
public static class MessagePackCallbacks
{
    /// <summary>Tells a value that it is about to be written.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The value.</param>
    public static void OnBeforeSerialize<T>(ref T value)
        where T : struct, IMessagePackSerializationCallbackReceiver => value.OnBeforeSerialize();

    /// <summary>Tells a value that it was read.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The value.</param>
    public static void OnAfterDeserialize<T>(ref T value)
        where T : struct, IMessagePackSerializationCallbackReceiver => value.OnAfterDeserialize();
}
