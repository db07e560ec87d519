using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Processes;

/// <summary>Real processes against one server.</summary>
public sealed class ManyProcessesTests(SharedServer shared)
{
    [Fact]
    public Task C14_Four_processes_of_50_callers_on_a_cold_key_run_the_body_once_in_every_one_of_25_rounds() =>
        RunsOnceAsync(processes: 4, rounds: 25, milliseconds: 20, lease: 30_000);

    // Waiters that gave up after a lease and two seconds would run it too.
    [Fact]
    public Task C14_C19_Three_processes_and_a_body_of_six_leases_are_one_run() =>
        RunsOnceAsync(processes: 3, rounds: 1, milliseconds: 6_000, lease: 1_000);

    private async Task RunsOnceAsync(int processes, int rounds, int milliseconds, int lease)
    {
        var workers = await Task.WhenAll(Enumerable.Range(0, processes).Select(_ => WorkerProcess.StartAsync(shared.Server.Port, "guarded")));
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                var key = $"cold:{Guid.NewGuid():N}";
                await AllAsync(workers, worker => worker.SendAsync($"round {key} {milliseconds} {lease}"));
                await AllAsync(workers, worker => worker.ExpectAsync("ready"));
                await AllAsync(workers, worker => worker.SendAsync("go"));
                var results = await Task.WhenAll(workers.Select(worker => worker.ReadAsync()));

                Assert.Equal("1", await shared.Server.CommandAsync("GET", key + ":runs"));
                Assert.Equal(1, results.Sum(result => int.Parse(Field(result, "runs"), System.Globalization.CultureInfo.InvariantCulture)));
                Assert.All(results, result => Assert.Equal("True", Field(result, "equal")));
                Assert.Single(results.Select(result => Field(result, "value")).Distinct());
                Assert.Null(await shared.Server.CommandAsync("GET", $"{{{key}}}%lock"));
            }
        }
        finally
        {
            foreach (var worker in workers)
                worker.Dispose();
        }
    }

    private static Task AllAsync(WorkerProcess[] workers, Func<WorkerProcess, Task> action) => Task.WhenAll(workers.Select(action));

    private static string Field(string result, string name) =>
        result.Split(' ').Single(word => word.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
