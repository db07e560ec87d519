using System.Globalization;

namespace Derp.Kv.Benchmarks;

/// <summary>A <see cref="StampedeWorker"/>, from outside.</summary>
internal sealed class StampedeProcess : IDisposable
{
    private readonly BenchmarkProcess _process;

    private StampedeProcess(BenchmarkProcess process) => _process = process;

    public static async Task<StampedeProcess> StartAsync(string endpoint, int milliseconds) =>
        new(await BenchmarkProcess.StartAsync(StampedeWorker.Argument, endpoint, milliseconds.ToString(CultureInfo.InvariantCulture)));

    public async Task PrepareAsync(int callers, string sku, string peer)
    {
        await _process.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{callers} {sku} {peer}"));
        await _process.ReadAsync();
    }

    public Task GoAsync() => _process.WriteAsync("go");

    public async Task<(int Runs, double Milliseconds)> ResultAsync()
    {
        var parts = (await _process.ReadAsync()).Split(' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => _process.Dispose();
}
