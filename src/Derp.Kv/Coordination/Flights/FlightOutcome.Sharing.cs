using System.Diagnostics.CodeAnalysis;

namespace Derp.Kv.Coordination.Flights;

// Callers of one flight read its bytes each for itself, unless the value is of a type that never changes.
internal sealed partial class FlightOutcome
{
    private object? _shared;

    /// <summary>Reads the value from <see cref="Bytes"/>; false: there are none, or they are not the codec's.</summary>
    public bool TryRead<T>(GuardCodec<T> codec, byte[] key, [MaybeNullWhen(false)] out T value)
    {
        if (codec.IsShared && SharedBy(codec) is { } shared)
        {
            value = shared.Value;
            return true;
        }

        value = default;
        if (Bytes is null || !codec.TryDecode(key, Bytes, out value))
            return false;
        value = Share(codec, value);
        return true;
    }

    /// <summary>Offers an instance that was read from <see cref="Bytes"/> to all callers, if it is of a type that never changes.</summary>
    /// <returns>The instance that all have: this one, or one that was offered before.</returns>
    public T Share<T>(GuardCodec<T> codec, T value)
    {
        if (!codec.IsShared)
            return value;
        Interlocked.CompareExchange(ref _shared, new Shared<T>(codec.Type, value), null);
        return SharedBy(codec) is { } shared ? shared.Value : value;
    }

    // Callers of another method under the same key have another type.
    private Shared<T>? SharedBy<T>(GuardCodec<T> codec) =>
        _shared is Shared<T> shared && StoredType.AreSame(shared.Type, codec.Type) ? shared : null;

    private sealed class Shared<T>(StoredType? type, T value)
    {
        public StoredType? Type => type;

        public T Value => value;
    }
}
