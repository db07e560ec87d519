namespace Derp.Kv.Scale.Peers;

/// <summary>How a process gets a value that may not be cached yet.</summary>
internal interface IColdReader
{
    /// <param name="key">From 0.</param>
    Task ReadAsync(int key);
}
