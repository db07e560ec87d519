using System.Runtime.CompilerServices;
using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

// An enum is its number, as its underlying type writes it; a number without a name is kept.
internal sealed class EnumSerializer<TEnum, TUnderlying>(MessagePackKvSerializer<TUnderlying> underlying) : MessagePackKvSerializer<TEnum>
    where TEnum : struct, Enum
    where TUnderlying : struct
{
    public override void Write(ref MessagePackWriter writer, TEnum value) =>
        underlying.Write(ref writer, Unsafe.BitCast<TEnum, TUnderlying>(value));

    public override TEnum Read(ref MessagePackReader reader) =>
        Unsafe.BitCast<TUnderlying, TEnum>(underlying.Read(ref reader));
}

internal sealed class NullableSerializer<T>(MessagePackKvSerializer<T> underlying) : MessagePackKvSerializer<T?>
    where T : struct
{
    public override void Write(ref MessagePackWriter writer, T? value)
    {
        if (value is { } present)
            underlying.Write(ref writer, present);
        else
            writer.WriteNil();
    }

    public override T? Read(ref MessagePackReader reader) => reader.TryReadNil() ? null : underlying.Read(ref reader);
}
