using global::Valkey.Glide;

namespace Derp.Kv.Valkey.Glide;

/// <summary>Receives published messages from the library, which has one callback for all channels, set when it connects.</summary>
internal sealed class GlideMessages
{
    private readonly Lock _gate = new();
    private volatile (byte[] Name, Action<ReadOnlyMemory<byte>> OnMessage)[] _subscribers = [];

    public void Receive(PubSubMessage message, object? context)
    {
        var name = (byte[]?)message.Channel;
        foreach (var subscriber in _subscribers)
        {
            if (subscriber.Name.AsSpan().SequenceEqual(name))
                subscriber.OnMessage((byte[]?)message.Message);
        }
    }

    public void Add(byte[] name, Action<ReadOnlyMemory<byte>> onMessage)
    {
        lock (_gate)
            _subscribers = [.. _subscribers, (name, onMessage)];
    }

    /// <returns>Whether this channel has no more listeners.</returns>
    public bool Remove(byte[] name, Action<ReadOnlyMemory<byte>> onMessage)
    {
        lock (_gate)
        {
            _subscribers = [.. _subscribers.Where(subscriber => subscriber.OnMessage != onMessage)];
            return !_subscribers.Any(subscriber => subscriber.Name.AsSpan().SequenceEqual(name));
        }
    }
}
