using System.Runtime.CompilerServices;
using Derp.Kv.Diagnostics;
using Derp.Kv.Near;

namespace Derp.Kv.Runtime;

/// <summary>
/// What the near entries of one method hold, and how they answer calls: one completed task for all, where nothing reachable from
/// a value can change; else an object of which each call gets a copy, or bytes that each call decodes.
/// </summary>
internal sealed class NearValues<TValue>
{
    // Every null is the same, whatever its type.
    private static readonly object s_null = new();

    private readonly EnvelopeCodec<TValue> _codec;
    private readonly Func<TValue, TValue>? _copy;
    private readonly NearHits _hits = new();
    private readonly bool _isFrozen;

    public NearValues(Overridable<CachedTerms> terms, EnvelopeCodec<TValue> codec, Func<TValue, TValue>? copy)
    {
        if (!terms.Own.IsNear)
            throw new ArgumentOutOfRangeException(nameof(terms), terms.Own.Near, $"Near of {terms.Key.Name} must be set.");
        (Terms, _codec, _isFrozen, _copy) = (terms, codec, terms.Own.Policy.IsFrozen, copy);
        Salt = NearPolicy.NextSalt();
        KvMetrics.NearCaches.Add(_hits, terms.Key.Name);
    }

    public string Method => Terms.Key.Name;

    /// <summary>How long entries answer.</summary>
    public Overridable<CachedTerms> Terms { get; }

    public EnvelopeCodec<TValue> Codec => _codec;

    /// <summary>Sets the hashes of this method's keys apart from those of others.</summary>
    public ulong Salt { get; }

    /// <summary>Whether an entry holds an instance that the decoder made.</summary>
    public bool HoldsObjects => _isFrozen || _copy is not null;

    /// <summary>Answers a call. False: the bytes are not read any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAnswer(object held, out ValueTask<TValue> answer)
    {
        if (_isFrozen)
        {
            _hits.Count();
            answer = new(Unsafe.As<Task<TValue>>(held));
            return true;
        }

        return TryAnswerAlone(held, out answer);
    }

    /// <summary>As the other one, by a task; null: the bytes are not read any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Task<TValue>? TryAnswer(object held)
    {
        if (_isFrozen)
        {
            _hits.Count();
            return Unsafe.As<Task<TValue>>(held);
        }

        return TryAnswerAlone(held, out var answer) ? answer.AsTask() : null;
    }

    /// <summary>What an entry holds of a value.</summary>
    /// <param name="key">The written key.</param>
    /// <param name="stored">The bytes that the value was decoded from.</param>
    /// <param name="value">The value, if <see cref="HoldsObjects"/>; the entry's own from now on, unless it is shared.</param>
    /// <param name="weight">What it takes, in bytes, beside what the decoder has allocated.</param>
    public object Hold(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored, TValue value, out int weight)
    {
        weight = 0;
        if (_isFrozen)
        {
            weight = NearPolicy.TaskWeight + Unsafe.SizeOf<TValue>();
            return Task.FromResult(value);
        }

        if (!_codec.TryFindBody(key, stored, out var body))
            return s_null;
        if (_copy is not null)
        {
            weight = NearPolicy.ObjectWeight + Unsafe.SizeOf<TValue>();
            return value!;
        }

        var bytes = stored[body].ToArray();
        weight = NearPolicy.ArrayWeight + bytes.Length;
        return bytes;
    }

    /// <summary>What the caller gets of a value that an entry holds.</summary>
    public TValue HandOut(TValue value) => _isFrozen || _copy is null || value is null ? value : _copy(value);

    private bool TryAnswerAlone(object held, out ValueTask<TValue> answer)
    {
        TValue? value = default;
        if (ReferenceEquals(held, s_null) || (_copy is null ? _codec.TryDeserialize((byte[])held, out value) : TryCopy(held, out value)))
        {
            _hits.Count();
            answer = new(value!);
            return true;
        }

        answer = default;
        return false;
    }

    private bool TryCopy(object held, out TValue? value)
    {
        value = _copy!((TValue)held);
        return true;
    }
}
