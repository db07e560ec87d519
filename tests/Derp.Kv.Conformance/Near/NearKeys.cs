using Derp.Kv.Keys;

namespace Derp.Kv.Conformance;

/// <summary>A key as the generator writes it for a method with <c>Near</c>.</summary>
public readonly struct NearKey(string name) : INearKey<NearKey>
{
    private readonly string _name = name;

    public void WriteKey(ref KeyWriter writer)
    {
        writer.AppendLiteral("near:"u8);
        writer.Append(_name);
    }

    public void AddTo(ref KeyHash hash) => hash.Add(_name);

    public bool IsSame(in NearKey other) => _name == other._name;
}

/// <summary>The same, of a method whose keys are compared as they are written.</summary>
public readonly struct NearTextKey(string name) : IKvKey
{
    public void WriteKey(ref KeyWriter writer) => new NearKey(name).WriteKey(ref writer);
}
