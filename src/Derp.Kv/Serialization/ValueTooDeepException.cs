namespace Derp.Kv.Serialization;

/// <summary>A value that is being written nests too deep. The outermost writer then searches for a cycle.</summary>
internal sealed class ValueTooDeepException() : KvSerializationException(TooDeep)
{
    public static readonly string TooDeep = $"The value contains itself, or nests more than {MessagePackNesting.MaxDepth} levels deep.";
}
