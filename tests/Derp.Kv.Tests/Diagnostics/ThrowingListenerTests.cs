using System.Diagnostics;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Flights;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>
/// I28: no logger, meter listener or activity listener changes what happens by throwing. Each story is told once to listeners
/// that are quiet, and then again and again to ones that throw at their first callback, their second, and so on to the last.
/// </summary>
public sealed class ThrowingListenerTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly RecordOrigin s_origin = RecordOrigin.Of("told:{method}", StoredType.Of<string>());

    public static readonly MatrixTheoryData<string, Listener> Cells = new(Stories.Keys, Enum.GetValues<Listener>());

    private static Dictionary<string, Func<InterceptingKvClient, MemoryKvClient, string, Task<string>>> Stories => new(StringComparer.Ordinal)
    {
        ["a miss and a hit"] = static async (client, _, method) => $"{await GetAsync(client, method, 1)} {await GetAsync(client, method, 2)}",
        ["a body that fails"] = static async (client, _, method) =>
        {
            var failure = await Record.ExceptionAsync(() => GetAsync(client, method, 1, static () => throw new FormatException()));
            return $"{failure!.GetType().Name} {await GetAsync(client, method, 2)}";
        },
        ["callers that share a read and a flight"] = SharedAsync,
        ["the store fails at each step"] = static async (client, _, method) =>
        {
            var told = new List<string>();
            foreach (var step in new[] { "Get", "GetOrLease", "CommitLease" })
            {
                client.Before = operation => operation == step ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;
                told.Add(await GetAsync(client, method, (byte)told.Count));
            }

            client.Before = null;
            told.Add(await GetAsync(client, method, 9));
            return string.Join(' ', told);
        },
        ["a stored value that cannot be read, one that is too large"] = static async (client, store, method) =>
        {
            await store.SetAsync(Key(method), Secret.Bytes);
            return $"{await GetAsync(client, method, 1)} {await GetAsync(client, method + "2", 7, size: 500)} {await GetAsync(client, method + "2", 8)}";
        },
        ["a wait for another process"] = static async (client, store, method) =>
        {
            var holder = LeaseToken.Create();
            await store.GetOrLeaseAsync(Key(method), holder, s_minute);
            var call = GetAsync(client, method, 1);
            await store.CommitLeaseAsync(Key(method), holder, new byte[] { 5 }, s_minute);
            return await call;
        },
        ["a payment and its replay"] = static async (client, _, method) => $"{await PayAsync(client, method)} {await PayAsync(client, method)}",
        ["a payment that fails, and one that is refused"] = static async (client, store, method) =>
        {
            var failure = await Record.ExceptionAsync(() => PayAsync(client, method, static () => throw new FormatException()));
            await store.SetAsync(Key(method), IdempotencyRecord.InProgress(LeaseToken.Create(), Fingerprint.Of("other"u8), s_origin));
            var refusal = await Record.ExceptionAsync(() => PayAsync(client, method));
            return $"{failure!.GetType().Name} {refusal!.GetType().Name}";
        },
        ["a payment whose renewals fail"] = RenewalsAsync,
        ["a payment whose result cannot be stored"] = static async (client, _, method) =>
        {
            client.Before = static operation => operation == "CompareAndSet" ? throw new IOException() : default;
            return await PayAsync(client, method);
        },
        ["a payment while the store is away"] = static async (client, _, method) =>
        {
            client.TakeDown();
            var failure = await Record.ExceptionAsync(() => PayAsync(client, method));
            return $"{failure!.GetType().Name} {await PayAsync(client, method, onUnavailable: IdempotencyUnavailable.Run)}";
        },
        ["a payment whose ShouldStore throws"] = static async (client, _, method) =>
            $"{await PayAsync(client, method, shouldStore: static _ => throw new FormatException())} {await PayAsync(client, method)}",
        ["a limiter"] = static async (client, _, method) =>
        {
            var told = new List<string>();
            for (var i = 0; i < 3; i++)
            {
                if (i == 2)
                    client.TakeDown();
                var result = await client.LimitAsync(Key(method), new PermitRequest(1, s_minute, 1, RateLimitAlgorithm.FixedWindow, 0), RateLimitUnavailable.Allow, method, default);
                told.Add($"{result.Allowed}/{result.Counted}");
            }

            return string.Join(' ', told);
        },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task I28_A_listener_that_throws_at_any_callback_changes_nothing(string story, Listener thrower)
    {
        var (expected, _) = await TellAsync(story, thrower, at: int.MaxValue);
        for (var n = 1; ; n++)
        {
            Assert.True(n < 500, "The story does not end.");
            var (told, hasThrown) = await TellAsync(story, thrower, n);
            Assert.Equal(expected, told);
            if (!hasThrown)
                break;
        }
    }

    private static async Task<(string Told, bool HasThrown)> TellAsync(string story, Listener thrower, int at)
    {
        var method = $"Tests.Throwing.{Guid.NewGuid():N}";
        using var outer = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var listeners = new ThrowingListeners(method, thrower, at);
        var options = new KvClientOptions { LoggerFactory = listeners, MaxValueSize = 100 };
        await using var store = new MemoryKvClient(new KvClientOptions());
        await using var client = new InterceptingKvClient(store, options);

        var told = await Stories[story](client, store, method).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Same(outer, Activity.Current);
        for (var deadline = DateTime.UtcNow.AddSeconds(30); client.Flights.Count > 0; await Task.Yield())
            Assert.True(DateTime.UtcNow < deadline, "A read or a flight stays in the map.");
        return (told, listeners.HasThrown);
    }

    private static async Task<string> SharedAsync(InterceptingKvClient client, MemoryKvClient store, string method)
    {
        var (asked, answer, started, gate) = (new Gate(), new Gate(), new Gate(), new Gate());
        client.Before = async operation =>
        {
            if (operation != "Get")
                return;
            asked.Open();
            await answer.WaitAsync();
        };
        var first = GetAsync(client, method, async () =>
        {
            started.Open();
            await gate.WaitAsync();
            return [1];
        });
        await asked.WaitAsync();
        var second = GetAsync(client, method, 2);
        answer.Open();
        await started.WaitAsync();
        var third = GetAsync(client, method, 3);
        gate.Open();
        return string.Join(' ', await Task.WhenAll(first, second, third));
    }

    private static async Task<string> RenewalsAsync(InterceptingKvClient client, MemoryKvClient store, string method)
    {
        var (failed, lost) = (new Gate(), new Gate());
        var renewals = 0;
        client.Before = async operation =>
        {
            if (operation != "CompareAndExpire")
                return;
            if (++renewals == 1)
            {
                failed.Open();
                throw InterceptingKvClient.Unavailable(outcomeUnknown: true);
            }

            await store.SetAsync(Key(method), IdempotencyRecord.InProgress(LeaseToken.Create(), default, s_origin));
        };
        var told = await PayAsync(
            client,
            method,
            async ct =>
            {
                await failed.WaitAsync();
                await using var registration = ct.Register(lost.Open);
                await lost.WaitAsync();
                return "paid";
            },
            lockTtl: TimeSpan.FromMilliseconds(200));

        // Its claim is another's, which nobody touches.
        Assert.True(IdempotencyRecord.TryParse((await store.GetAsync(Key(method)))!, out var record));
        return $"{told} {record.State}";
    }

    private static byte[] Key(string method) => System.Text.Encoding.UTF8.GetBytes(method);

    private static Task<string> GetAsync(InterceptingKvClient client, string method, byte value, Action? work = null, int size = 1) =>
        GetAsync(client, method, () =>
        {
            work?.Invoke();
            return ValueTask.FromResult(Enumerable.Repeat(value, size).ToArray());
        });

    private static async Task<string> GetAsync(InterceptingKvClient client, string method, Func<ValueTask<byte[]>> body)
    {
        var value = await client.GuardAsync(
            Key(method),
            LimitedCodec.Instance,
            new GuardedCall<Func<ValueTask<byte[]>>, byte[]>(new GuardPolicy(method.TrimEnd('2'), s_minute, s_minute), body, static (body, _) => body()),
            default);
        return $"{value[0]}×{value.Length}";
    }

    private static Task<string> PayAsync(
        InterceptingKvClient client,
        string method,
        Action? work = null,
        IdempotencyUnavailable onUnavailable = IdempotencyUnavailable.Throw,
        Func<int, bool>? shouldStore = null) =>
        PayAsync(
            client,
            method,
            _ =>
            {
                work?.Invoke();
                return Task.FromResult("paid");
            },
            new IdempotencyOptions { OnUnavailable = onUnavailable, ShouldStore = shouldStore });

    private static Task<string> PayAsync(InterceptingKvClient client, string method, Func<CancellationToken, Task<string>> body, TimeSpan lockTtl) =>
        PayAsync(client, method, body, new IdempotencyOptions { LockTtl = lockTtl });

    private static async Task<string> PayAsync(InterceptingKvClient client, string method, Func<CancellationToken, Task<string>> body, IdempotencyOptions options)
    {
        var result = await client.ExecuteOnceAsync(
            Key(method),
            default,
            Utf8Serializer.Instance,
            ClaimPolicy.Of(method, s_origin, s_minute, options),
            body,
            static async (body, ct) => new IdempotentResult<string?>(await body(ct)),
            default);
        return $"{result.Value}/{result.IsReplay}";
    }

    // Bytes as they are, but for some that are no value, and no more of them than an option says.
    private sealed class LimitedCodec : GuardCodec<byte[]>
    {
        public static readonly LimitedCodec Instance = new();

        public override bool TryDecode(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored, out byte[] value)
        {
            value = stored.ToArray();
            return !stored.Span.SequenceEqual(Secret.Bytes);
        }

        public override byte[] Encode(ReadOnlySpan<byte> key, byte[] value, TimeProvider time, in ValueNotes notes) => value;

        public override bool ShouldStore(byte[] value) => true;

        public override int MaxSize(KvClientOptions options) => options.MaxValueSize;
    }
}
