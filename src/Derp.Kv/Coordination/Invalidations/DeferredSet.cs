namespace Derp.Kv.Coordination.Invalidations;

/// <summary>The invalidations that one scope or transaction holds back.</summary>
internal sealed class DeferredSet(Withheld withheld)
{
    private readonly List<(Invalidation Invalidation, string Method)> _items = [];
    private readonly Dictionary<byte[], int> _keys = new(ByteArrayComparer.Instance);
    private bool _isClosed;

    /// <summary>Holds one back. False: the scope has ended.</summary>
    public bool TryAdd(Invalidation invalidation, string method)
    {
        lock (_items)
        {
            if (_isClosed)
                return false;
            if (_items.Count == 0)
                withheld.BeginDeferral();
            _items.Add((invalidation, method));
            _keys[invalidation.Key] = _keys.GetValueOrDefault(invalidation.Key) + 1;
            return true;
        }
    }

    public bool Contains(byte[] key)
    {
        lock (_items)
            return _keys.ContainsKey(key);
    }

    /// <summary>What is held back now; it stays so until <see cref="Release"/>.</summary>
    /// <param name="close">Whether the scope ends.</param>
    public (Invalidation Invalidation, string Method)[] Items(bool close)
    {
        lock (_items)
        {
            _isClosed |= close;
            return [.. _items];
        }
    }

    /// <summary>Forgets the first ones, which have been carried out or are pending elsewhere.</summary>
    public void Release(int count)
    {
        lock (_items)
        {
            if (count == 0)
                return;
            foreach (var (invalidation, _) in _items.Take(count))
            {
                if (--_keys[invalidation.Key] == 0)
                    _keys.Remove(invalidation.Key);
            }

            _items.RemoveRange(0, count);
            if (_items.Count == 0)
                withheld.EndDeferral();
        }
    }
}
