using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Derp.Kv;

/// <summary>Settings that every client has. They are checked when a client is constructed.</summary>
public sealed class KvClientOptions
{
    /// <summary>
    /// Distinguishes the client from others of the process, in the category of its log, the tag <c>client</c> of its breaker's instruments and
    /// its status. It is not part of keys. <c>AddDerpKv</c> sets it. Default: empty.
    /// </summary>
    public string Name { get; init; } = "";

    /// <summary>Put before keys that are text: those of generated wrappers and of helpers that take a <c>string</c>. Keys that are bytes stay as they are. Default: empty.</summary>
    public string KeyPrefix { get; init; } = "";

    /// <summary>The clock for waits and, in memory, for expiry. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Creates the logger for warnings. Default: none.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>How long one operation may wait for the store, 10 ms to 10 min. Default: 2 s.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long <see cref="KvClient.DisposeAsync"/> waits for calls of helpers and wrappers that have begun; zero to
    /// 10 min. Default: 10 s.
    /// </summary>
    public TimeSpan DisposeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest value that a generated wrapper stores, in bytes, 1 or more. Larger ones are returned and not stored. Default: 1 MiB.</summary>
    public int MaxValueSize { get; init; } = 1024 * 1024;

    /// <summary>When false, a generated <c>[Cached]</c> wrapper is a plain call of its body. Default: true.</summary>
    public bool CacheEnabled { get; init; } = true;

    /// <summary>The most entries that <c>MemoryKvClient</c> holds, 1 or more; a lease is an entry too, while a value is computed. Default: 100,000.</summary>
    public int MemoryMaxEntries { get; init; } = 100_000;

    /// <summary>The most bytes of keys and values that <c>MemoryKvClient</c> holds, 1 or more. Default: 256 MiB.</summary>
    public long MemoryMaxBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>
    /// The most bytes that this client keeps of values in the process's memory for methods with <c>Near</c>, keys included, 1 or more.
    /// Beside them there are 256 KiB, once such a method was called. Default: 64 MiB.
    /// </summary>
    public long NearMaxBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// When false, methods with <c>Near</c> read the store with every call. <see cref="KvClient.NearEnabled"/> changes it at run time. Default: true.
    /// </summary>
    public bool NearEnabled { get; init; } = true;

    /// <summary>
    /// Whether invalidations are published, and those of other processes received. When false, other processes may return an old value until the
    /// method's <c>Near</c> has passed. Default: true.
    /// </summary>
    public bool NearNotices { get; init; } = true;

    /// <summary>
    /// When true, some of the first results of each <c>[Cached]</c> and <c>[Idempotent]</c> method are read back from their bytes and compared with the
    /// original, field by field. A difference is logged as an error that names type and member; no result changes. It uses
    /// reflection, and does nothing in a program that is trimmed or compiled ahead of time. Default: false; <c>AddDerpKv</c> turns it on in the Development environment.
    /// </summary>
    public bool VerifyRoundTrips { get; init; }

    /// <summary>
    /// Makes the scopes of methods with <see cref="RefreshOn.NewScope"/>, which fail without it. <c>AddDerpKv</c> sets it. Default: none.
    /// </summary>
    public IServiceScopeFactory? ScopeFactory { get; init; }

    internal void Validate()
    {
        const string options = "options";
        if (Name is null)
            throw new ArgumentException($"{nameof(KvClientOptions)}.{nameof(Name)} must not be null; leave it empty for none.", options);
        if (KeyPrefix is null)
            throw new ArgumentException($"{nameof(KvClientOptions)}.{nameof(KeyPrefix)} must not be null; leave it empty for no prefix.", options);
        if (TimeProvider is null)
            throw new ArgumentException($"{nameof(KvClientOptions)}.{nameof(TimeProvider)} must not be null.", options);
        if (LoggerFactory is null)
            throw new ArgumentException($"{nameof(KvClientOptions)}.{nameof(LoggerFactory)} must not be null.", options);
        if (OperationTimeout < TimeSpan.FromMilliseconds(10) || OperationTimeout > TimeSpan.FromMinutes(10))
            throw new ArgumentException($"{nameof(KvClientOptions)}.{nameof(OperationTimeout)} must be from 10 ms to 10 min.", options);
        if (DisposeTimeout < TimeSpan.Zero || DisposeTimeout > TimeSpan.FromMinutes(10))
            throw new ArgumentException($"{nameof(KvClientOptions)}.{nameof(DisposeTimeout)} must be from zero to 10 min.", options);
        if (MaxValueSize < 1)
            throw new ArgumentException($"{nameof(KvClientOptions)}.{nameof(MaxValueSize)} must be 1 byte or more.", options);
        if (MemoryMaxEntries < 1)
            throw new ArgumentException($"{nameof(KvClientOptions)}.{nameof(MemoryMaxEntries)} must be 1 or more.", options);
        if (MemoryMaxBytes < 1)
            throw new ArgumentException($"{nameof(KvClientOptions)}.{nameof(MemoryMaxBytes)} must be 1 or more.", options);
        if (NearMaxBytes < 1)
            throw new ArgumentException($"{nameof(KvClientOptions)}.{nameof(NearMaxBytes)} must be 1 or more. To turn near caches off, set {nameof(NearEnabled)} to false.", options);

        try
        {
            _ = StrictUtf8.GetByteCount(KeyPrefix);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"{nameof(KvClientOptions)}.{nameof(KeyPrefix)} contains an unpaired surrogate and has no UTF-8 form.", options, e);
        }
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
