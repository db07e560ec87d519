using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Processes;

/// <summary>Real processes against one server.</summary>
public sealed class ManyProcessesTests(SharedServer shared)
{
    [Fact]
    public async Task C14_Four_processes_of_50_callers_on_a_cold_key_run_the_body_once_in_every_one_of_25_rounds()
    {
        var workers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => WorkerProcess.StartAsync(shared.Server.Port, "guarded")));
        try
        {
            for (var round = 0; round < 25; round++)
            {
                var key = $"cold:{Guid.NewGuid():N}";
                await AllAsync(workers, worker => worker.SendAsync($"round {key} 20"));
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
