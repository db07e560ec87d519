using Derp.Kv.Serialization.BuiltIn;

namespace Derp.Kv.Serialization;

// Arrays of more than one dimension, up to the four that MessagePack for C# has a format for.
public static partial class KvSerializers
{
    /// <summary>An array of two dimensions: their lengths, then the elements, the last index first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<T[,]> Array2D<T>(MessagePackKvSerializer<T> item) =>
        new GridSerializer<T[,], T>(2, item);

    /// <summary>An array of three dimensions: their lengths, then the elements, the last index first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<T[,,]> Array3D<T>(MessagePackKvSerializer<T> item) =>
        new GridSerializer<T[,,], T>(3, item);

    /// <summary>An array of four dimensions: their lengths, then the elements, the last index first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<T[,,,]> Array4D<T>(MessagePackKvSerializer<T> item) =>
        new GridSerializer<T[,,,], T>(4, item);
}
