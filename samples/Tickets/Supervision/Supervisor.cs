using System.Net;
using System.Net.Sockets;

namespace Tickets.Supervision;

/// <summary>Runs the store and two processes of the shop, restarts a process that crashes, and ends all of them when it is ended.</summary>
internal static class Supervisor
{
    public static async Task<int> RunAsync(Settings settings)
    {
        if (Store.FindServer() is not { } server)
        {
            Console.Error.WriteLine("Two processes need valkey-server or redis-server on the PATH. One process needs nothing: --memory");
            return 2;
        }

        using var folder = new DataFolder(settings.Data);
        await using var store = new Store(server, folder.Path, FreePort());
        await store.StartAsync();

        var self = new Uri($"http://127.0.0.1:{FreePort()}");
        var a = settings.Address;
        var b = new Uri($"http://localhost:{FreePort()}");
        string[] both = ["--valkey", store.Address, "--data", folder.Path, "--supervisor", self.ToString(), "--provider", new Uri(a, "/provider/").ToString()];
        await using var first = new Child(["--name", "A", "--urls", Text(a), "--other", Text(b), .. both]);
        await using var second = new Child(["--name", "B", "--urls", Text(b), "--other", Text(a), .. both]);
        first.Start();
        second.Start();

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(Text(self));
        await using var app = builder.Build();
        app.MapPost("/store/stop", store.StopAsync);
        app.MapPost("/store/start", store.StartAsync);
        Console.WriteLine($"Open {a}  (Ctrl+C ends it)");
        await app.RunAsync();
        return 0;
    }

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
