using System.Diagnostics;
using System.Reflection;

namespace Tickets.Supervision;

/// <summary>A process of the shop. If it ends by itself, it is started again, unless it cannot start at all.</summary>
internal sealed class Child(string[] arguments) : IAsyncDisposable
{
    private const int MaxFailedStarts = 3;
    private static readonly TimeSpan s_started = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var failedStarts = 0;
        while (!_stopping.IsCancellationRequested && failedStarts < MaxFailedStarts)
        {
            var began = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo("dotnet", [Assembly.GetExecutingAssembly().Location, .. arguments]))!;
            try
            {
                await process.WaitForExitAsync(_stopping.Token);
                failedStarts = Stopwatch.GetElapsedTime(began) < s_started ? failedStarts + 1 : 0;
                await Task.Delay(500, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        if (!_stopping.IsCancellationRequested)
            Console.Error.WriteLine($"A process of the shop has ended {MaxFailedStarts} times at its start, and is not started again.");
    }
}
