using System.Diagnostics;
using System.Net;
using System.Reflection;
using Derp.Kv.Servers;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>A web application in another process (the program Derp.Kv.WebWorker).</summary>
internal sealed class WebProcess : IDisposable
{
    private static readonly string s_assembly = typeof(WebProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static metadata => metadata.Key == "WebWorker").Value!;

    private readonly ProcessGuard _guard;
    private readonly Uri[] _addresses;
    private bool _isEnded;

    private WebProcess(ProcessGuard guard, Uri[] addresses) => (_guard, _addresses) = (guard, addresses);

    /// <summary>Starts one over a store, and waits until it listens.</summary>
    public static async Task<WebProcess> StartAsync(string store)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [s_assembly, store]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var guard = new ProcessGuard(process);
        var errors = process.StandardError.ReadToEndAsync();
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        if (line is not null)
            return new WebProcess(guard, [.. line.Split(' ').Select(static address => new Uri(address))]);
        guard.Dispose();
        throw new InvalidOperationException($"The application did not start: {await errors}");
    }

    public Caller Caller(Version version) => new(_addresses[version == HttpVersion.Version20 ? 1 : 0], version);

    /// <summary>Ends it at once (SIGKILL): nothing in it gets to run any more.</summary>
    public void Kill() => Dispose();

    public void Dispose()
    {
        if (_isEnded)
            return;
        _isEnded = true;
        _guard.Dispose();
    }
}
