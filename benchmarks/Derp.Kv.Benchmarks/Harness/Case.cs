namespace Derp.Kv.Benchmarks;

/// <summary>Something to be measured.</summary>
/// <param name="Name">How the report calls it.</param>
/// <param name="Prepare">Runs before each measurement, outside of it.</param>
/// <param name="RunAsync">What is measured.</param>
/// <param name="Operations">How often <paramref name="RunAsync"/> does what is counted.</param>
internal sealed record Case(string Name, Action Prepare, Func<Task> RunAsync, int Operations = 1)
{
    /// <summary>One that never waits.</summary>
    public static Case Of(string name, Action prepare, Action run, int operations = 1) => new(
        name,
        prepare,
        () =>
        {
            run();
            return Task.CompletedTask;
        },
        operations);

    /// <summary>Callers that each make so many calls, one after the other.</summary>
    /// <param name="name">How the report calls it.</param>
    /// <param name="callers">How many at once.</param>
    /// <param name="calls">Of each.</param>
    /// <param name="call">Gets the number of the caller and of the call.</param>
    public static Case Calls(string name, int callers, int calls, Func<int, int, Task> call) => new(
        name,
        static () => { },
        async () =>
        {
            if (callers == 1)
            {
                await CallAsync(0);
                return;
            }

            var running = new Task[callers];
            for (var caller = 0; caller < callers; caller++)
            {
                var number = caller;
                running[caller] = Task.Run(() => CallAsync(number));
            }

            await Task.WhenAll(running);

            async Task CallAsync(int caller)
            {
                for (var i = 0; i < calls; i++)
                    await call(caller, i);
            }
        },
        callers * calls);
}
