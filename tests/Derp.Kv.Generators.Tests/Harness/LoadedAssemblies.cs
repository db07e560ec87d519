using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Generators.Tests.Harness;

/// <summary>Assemblies with generated code in one process, each in a context of its own, on one client in memory.</summary>
internal sealed class LoadedAssemblies : IAsyncDisposable
{
    private readonly Lines _log = new();

    public LoadedAssemblies() => Client = new MemoryKvClient(new KvClientOptions { LoggerFactory = _log });

    public MemoryKvClient Client { get; }

    /// <summary>What the client has said: the event's id and the message.</summary>
    public IReadOnlyList<(int Id, string Message)> Events => [.. _log.Written];

    /// <summary>Runs <c>public static Task Main(KvClient kv)</c> of the class <c>Program</c>.</summary>
    public async Task<T> RunAsync<T>(string assemblyName, string source)
    {
        var output = GeneratorRun.Of([source], change: c => c.WithAssemblyName(assemblyName)).Output;
        using var image = new MemoryStream();
        Assert.True(output.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        image.Position = 0;
        var main = new AssemblyLoadContext(assemblyName, isCollectible: false).LoadFromStream(image).GetType("Program")!.GetMethod("Main", BindingFlags.Static | BindingFlags.Public)!;
        return await (Task<T>)main.Invoke(null, [Client])!;
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private sealed class Lines : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<(int Id, string Message)> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel > LogLevel.Debug;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue((eventId.Id, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
