using System.Threading.Channels;
using Derp.Kv.Valkey.Channel;

namespace Derp.Kv.Valkey.Tests.Glide;

/// <summary>Attempts to connect that end when and how the test says.</summary>
internal sealed class StubConnector : ICommandConnector
{
    private readonly Channel<Attempt> _attempts = System.Threading.Channels.Channel.CreateUnbounded<Attempt>();
    private int _count;

    public int Count => _count;

    public ValueTask<Attempt> NextAsync() => _attempts.Reader.ReadAsync();

    public Task<ICommandChannel> ConnectAsync(ValkeyConfig config, string? password, TimeSpan operationTimeout)
    {
        Interlocked.Increment(ref _count);
        var attempt = new Attempt(password);
        _attempts.Writer.TryWrite(attempt);
        return attempt.Task;
    }

    internal sealed class Attempt(string? password)
    {
        private readonly TaskCompletionSource<ICommandChannel> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Password => password;

        public Task<ICommandChannel> Task => _result.Task;

        public StubChannel Succeed()
        {
            var channel = new StubChannel();
            _result.SetResult(channel);
            return channel;
        }

        public void Fail(Exception exception) => _result.SetException(exception);
    }
}

/// <summary>A channel that answers what the test says, and keeps what it was sent.</summary>
internal sealed class StubChannel : ICommandChannel
{
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Func<byte[][], Task<object?>> Answer { get; set; } = static _ => Task.FromResult<object?>(null);

    public List<(byte[][] Command, CommandRoute Route)> Sent { get; } = [];

    public List<(string Password, bool Now)> Passwords { get; } = [];

    public bool IsDisposed => _disposed.Task.IsCompleted;

    public Task Disposed => _disposed.Task;

    public Task<object?> ExecuteAsync(byte[][] command, CommandRoute route)
    {
        lock (Sent)
            Sent.Add((command, route));
        return Answer(command);
    }

    public async Task<object?[]> ExecuteAllAsync(IReadOnlyList<byte[][]> commands)
    {
        var replies = new object?[commands.Count];
        for (var i = 0; i < replies.Length; i++)
            replies[i] = await ExecuteAsync(commands[i], CommandRoute.ByKey);
        return replies;
    }

    public Task<bool> IsSubscribedAsync(byte[] name) => Task.FromResult(false);

    public Task SubscribeAsync(byte[] name, Action<ReadOnlyMemory<byte>> onMessage) => Task.FromException(new NotSupportedException());

    public Task UpdatePasswordAsync(string password, bool authenticateNow)
    {
        Passwords.Add((password, authenticateNow));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _disposed.TrySetResult();
        return default;
    }
}

/// <summary>Hands out one channel.</summary>
internal sealed class FixedConnector(ICommandChannel channel) : ICommandConnector
{
    public Task<ICommandChannel> ConnectAsync(ValkeyConfig config, string? password, TimeSpan operationTimeout) => Task.FromResult(channel);
}
