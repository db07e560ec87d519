using System.Diagnostics;
using System.Reflection;
using Derp.Kv.Servers;

namespace Derp.Kv.Page.Tests.Sharing;

/// <summary>An application with a page in another process (the program Derp.Kv.WebWorker).</summary>
internal sealed class PageProcess : IDisposable
{
    /// <summary>Its cached method.</summary>
    public const string Price = "PriceList.GetPriceAsync";

    private static readonly string s_assembly = typeof(PageProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static metadata => metadata.Key == "WebWorker").Value!;

    private readonly ProcessGuard _guard;

    private PageProcess(ProcessGuard guard, Uri address) => (_guard, Http) = (guard, new HttpClient { BaseAddress = address });

    public HttpClient Http { get; }

    /// <summary>Starts one over a store, and waits until it listens.</summary>
    public static async Task<PageProcess> StartAsync(string store)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [s_assembly, store]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var guard = new ProcessGuard(process);
        var errors = process.StandardError.ReadToEndAsync();
        if (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } addresses)
            return new PageProcess(guard, new Uri(addresses.Split(' ')[0]));
        guard.Dispose();
        throw new InvalidOperationException($"The application did not start: {await errors}");
    }

    public void Dispose()
    {
        Http.Dispose();
        _guard.Dispose();
    }
}
