using Derp.Kv.Coordination;

namespace Derp.Kv.Runtime.Named;

/// <summary>How the values of one type are stored by a feature whose keys are text.</summary>
/// <param name="method">The feature's name in logs and metrics.</param>
/// <param name="type">What another type has stored is not read.</param>
/// <param name="serializer">For values that are not null.</param>
/// <param name="maxPayload">The largest that is stored, in bytes.</param>
/// <param name="isFrozen">Whether nothing reachable from a value can change, so that callers share one.</param>
internal class NamedValues<T>(string method, StoredType type, IKvSerializer<T> serializer, long maxPayload, bool isFrozen = false)
{
    public string Method => method;

    public StoredType Type => type;

    public IKvSerializer<T> Serializer => serializer;

    public bool IsFrozen => isFrozen;

    public long MaxPayload => maxPayload;
}
