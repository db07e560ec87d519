using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Combining;
using Derp.Kv.Coordination.Holds;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Coordination.Combining;

/// <summary>A wire that shows what is sent and answers when it is told to, and a pool that works when it is told to.</summary>
internal sealed class CombinedWire : Background, IReadTransport
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly Queue<IThreadPoolWorkItem> _queued = new();

    public CombinedWire() => Reads = new ReadCombiner(this, this, Time, Timeout);

    public FakeTimeProvider Time { get; } = new();

    public ReadCombiner Reads { get; }

    public List<Command> Sent { get; } = [];

    public bool IsOneServer { get; set; } = true;

    public bool EndsInTime { get; set; } = true;

    /// <summary>What the server's refusal says.</summary>
    public Refusal Refusal { get; set; }

    public override TaskCreationOptions Waking => TaskCreationOptions.None;

    /// <summary>What the pool still has to do.</summary>
    public int Queued => _queued.Count;

    public override void Queue(IThreadPoolWorkItem work) => _queued.Enqueue(work);

    /// <summary>The pool does what it has to do.</summary>
    public void Work()
    {
        while (_queued.TryDequeue(out var work))
            work.Execute();
    }

    public Task<string?> ReadAsync(string key, CancellationToken cancellationToken = default) => TextAsync(Reads.ReadAsync(Encoding.UTF8.GetBytes(key), cancellationToken));

    public async ValueTask<StoredBytes?> ReadAloneAsync(byte[] key, bool isCounted, CancellationToken cancellationToken)
    {
        var command = new Command("GET", [Encoding.UTF8.GetString(key)]);
        Sent.Add(command);
        try
        {
            return (await command.Reply.Task)[0] is { } value ? new StoredBytes(value) : null;
        }
        finally
        {
            if (isCounted)
                Reads.Arrived();
        }
    }

    public Task<byte[]?[]> ReadTogether(byte[][] keys)
    {
        var command = new Command("MGET", [.. keys.Select(Encoding.UTF8.GetString)]);
        Sent.Add(command);
        return command.Reply.Task;
    }

    public Refusal RefusalBy(Exception exception) => exception is RefusedException ? Refusal : Refusal.None;

    public override string ToString() => string.Join("; ", Sent);

    private static async Task<string?> TextAsync(ValueTask<StoredBytes?> read) => await read is { } stored ? Encoding.UTF8.GetString(stored.Memory.Span) : null;

    internal sealed record Command(string Name, string[] Keys)
    {
        public TaskCompletionSource<byte[]?[]> Reply { get; } = new();

        /// <summary>Each key has the value that its name says.</summary>
        public void Answer() => Reply.SetResult([.. Keys.Select(static key => Encoding.UTF8.GetBytes($"value of {key}"))]);

        public override string ToString() => $"{Name} {string.Join(' ', Keys)}";
    }

    internal sealed class RefusedException : Exception;
}
