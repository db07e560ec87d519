namespace Derp.Kv.Keys;

/// <summary>
/// The key of a method with a near cache: it holds the values of the template's placeholders, and is compared without being written.
/// Two are the same exactly when they write the same bytes. Generated.
/// </summary>
/// <typeparam name="TSelf">The key itself.</typeparam>
public interface INearKey<TSelf> : IKvKey
    where TSelf : struct, INearKey<TSelf>
{
    /// <summary>Adds the values that <see cref="IsSame"/> compares to a hash.</summary>
    /// <param name="hash">Where they go.</param>
    void AddTo(ref KeyHash hash);

    /// <summary>Whether both keys write the same bytes.</summary>
    /// <param name="other">The other key.</param>
    bool IsSame(in TSelf other);
}
