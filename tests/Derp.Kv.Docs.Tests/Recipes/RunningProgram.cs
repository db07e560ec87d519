namespace Derp.Kv.Docs.Tests.Recipes;

/// <summary>A program with a host, from its start to its end.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly RunningHost _host = new();
    private readonly Task _ended;

    private RunningProgram(string program, string[] arguments) => _ended = ExampleRun.PrintsAsync(
        [program], ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", .. arguments], TestContext.Current.CancellationToken);

    /// <summary>Returns when it has started, and throws what the program throws before.</summary>
    public static async Task<RunningProgram> StartAsync(string program, params string[] arguments)
    {
        var running = new RunningProgram(program, arguments);
        await await Task.WhenAny(running._ended, running._host.StartedAsync(TestContext.Current.CancellationToken));
        return running;
    }

    /// <summary>Where it listens, if it is a web application.</summary>
    public Task<Uri> AddressAsync() => _host.AddressAsync(TestContext.Current.CancellationToken);

    /// <summary>Stops it, and waits until it has ended.</summary>
    public async Task StopAsync()
    {
        await _host.StopAsync();
        await _ended;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended.IsCompleted)
            await StopAsync();
        _host.Dispose();
    }
}
