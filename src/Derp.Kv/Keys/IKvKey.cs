using MessagePack;

namespace Derp.Kv.Keys;

/// <summary>The arguments that make up a wrapper's key. Generated, one struct per method.</summary>
public interface IKvKey
{
    /// <summary>Writes the key without the client's prefix and the version.</summary>
    /// <param name="writer">Receives the key.</param>
    void WriteKey(ref KeyWriter writer);
}

/// <summary>The arguments of an idempotent wrapper: those of its key, and those that must be the same under one key.</summary>
public interface IFingerprintedKey : IKvKey
{
    /// <summary>Writes the arguments that the template does not name whole, each as MessagePack; nothing if there are none.</summary>
    /// <param name="writer">Receives the bytes.</param>
    void WriteFingerprint(ref MessagePackWriter writer);
}
