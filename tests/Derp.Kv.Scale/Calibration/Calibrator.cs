using System.Globalization;
using System.Text;
using Derp.Kv.Scale.Charts;
using Derp.Kv.Servers;
using Derp.Kv.Simulation;

namespace Derp.Kv.Scale.Calibration;

/// <summary>
/// What each command takes of the server's one thread: the processor time of that thread, divided by the commands. 50 connections send one
/// command each and wait for its answer, as many processes do, so that most commands are read and answered by themselves. Processor time does
/// not depend on what else the machine does, which time by the clock would.
/// </summary>
internal static class Calibrator
{
    private const int Connections = 50;
    private const int CallsEach = 400;
    private const int Rounds = 5;
    private const int Listeners = 200;
    private const int AtOnce = 30;

    /// <summary>Writes the table of docs/scale.md, and the lines of <c>Calibration</c> in the simulation.</summary>
    public static async Task RunAsync(TextWriter output)
    {
        await using var server = await ValkeyServer.StartAsync();
        foreach (var script in MeasuredCommands.Scripts)
            await server.CommandAsync("SCRIPT", "LOAD", script.Text);
        var connections = await OpenAsync(server, Connections);
        var measured = new List<(MeasuredCommand Command, double Thread)>();
        var table = new Table(1, "command", "execution, µs", "with reading and answering, µs");
        foreach (var command in MeasuredCommands.All)
        {
            if (command.Kind == CommandKind.Subscribe)
            {
                // A connection that has subscribed takes no other commands.
                foreach (var connection in connections)
                    await connection.DisposeAsync();
                connections = await OpenAsync(server, Connections);
            }

            var rounds = new List<(double Execution, double Thread)>();
            for (var round = 0; round < Rounds; round++)
                rounds.Add(await MeasureAsync(server, connections, command));
            var thread = Median(rounds.Select(static r => r.Thread));
            measured.Add((command, thread));
            table.Row(command.Name, Text(Median(rounds.Select(static r => r.Execution))), Text(thread));
            if (command.Kind == CommandKind.Subscribe)
                connections = await OpenAsync(server, Connections);
        }

        var delivery = await MeasureDeliveryAsync(server, connections[0], messages: 1);
        var many = await MeasureDeliveryAsync(server, connections[0], AtOnce);
        var again = (many * AtOnce - delivery) / (AtOnce - 1);
        table.Row("one message to one subscriber", "–", Text(delivery));
        table.Row("a further one to the same subscriber in the same turn of the server's loop", "–", Text(again));
        await output.WriteLineAsync(table.ToString());
        await output.WriteLineAsync(CodeOf(measured, delivery, again));
    }

    // What all commands have in common is that of the least; further keys are told by MGET.
    private static string CodeOf(List<(MeasuredCommand Command, double Thread)> measured, double delivery, double again)
    {
        var least = Math.Floor(measured.Min(static m => m.Thread) * 10) / 10;
        var gets = measured.Where(static m => m.Command.Kind == CommandKind.MGet).Select(static m => m.Thread).ToArray();
        var code = new StringBuilder();
        code.Append(CultureInfo.InvariantCulture, $"        PerCommand = {Nanoseconds(least)},\n        PerKey = {Nanoseconds((gets[1] - gets[0]) / 9)},\n        PerSubscriber = {Nanoseconds(delivery)},\n        PerSubscriberAgain = {Nanoseconds(again)},\n");
        foreach (var kind in measured.Where(static m => m.Command.IsTypical).GroupBy(static m => m.Command.Kind))
            code.Append(CultureInfo.InvariantCulture, $"        [CommandKind.{kind.Key}] = {Nanoseconds(kind.Average(static m => m.Thread) - least)},\n");
        return code.ToString();

        static string Nanoseconds(double microseconds) => (Math.Round(microseconds * 10) * 100).ToString("0", CultureInfo.InvariantCulture);
    }

    private static async Task<(double Execution, double Thread)> MeasureAsync(ValkeyServer server, RespConnection[] connections, MeasuredCommand command)
    {
        await server.CommandAsync("FLUSHALL");
        if (command.Before is { } before)
            await SendAsync(connections, before);
        await server.ResetCommandStatsAsync();
        var start = await ThreadAsync(server);
        await SendAsync(connections, command.Of);
        var end = await ThreadAsync(server);
        return (await ExecutionAsync(server, command.Of(0)[0]), (end - start) * 1e6 / (Connections * CallsEach));
    }

    // What 200 subscribers add to a message, if so many are published in one turn: by a script, since a turn executes all of it.
    private static async Task<double> MeasureDeliveryAsync(ValkeyServer server, RespConnection publisher, int messages)
    {
        const int turns = 100;
        var listeners = await OpenAsync(server, Listeners);
        foreach (var listener in listeners)
            await listener.SendAsync("SUBSCRIBE", "derp:near");
        var hearing = listeners.Select(async listener =>
        {
            for (var i = 0; i < messages * turns * Rounds; i++)
                await listener.ReadAsync();
        }).ToArray();
        var rounds = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var start = await ThreadAsync(server);
            for (var i = 0; i < turns; i++)
                await publisher.SendAsync("EVAL", "for i = 1, ARGV[1] do redis.call('PUBLISH', 'derp:near', '01234567') end", "0", messages.ToString(CultureInfo.InvariantCulture));
            rounds.Add((await ThreadAsync(server) - start) * 1e6 / turns / messages / Listeners);
        }

        await Task.WhenAll(hearing);
        foreach (var listener in listeners)
            await listener.DisposeAsync();
        return Median(rounds);
    }

    private static Task SendAsync(RespConnection[] connections, Func<int, string[]> command) => Task.WhenAll(connections.Select((connection, c) => Task.Run(async () =>
    {
        for (var i = 0; i < CallsEach; i++)
        {
            if (await connection.SendAsync(command(c * CallsEach + i)) is RespError { Message: var error })
                throw new InvalidOperationException(error);
        }
    })));

    private static async Task<RespConnection[]> OpenAsync(ValkeyServer server, int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => RespConnection.OpenAsync(server.Port)));

    /// <summary>Processor seconds of the thread that executes commands.</summary>
    private static async Task<double> ThreadAsync(ValkeyServer server)
    {
        var info = await InfoAsync(server, "cpu");
        return info["used_cpu_sys_main_thread"] + info["used_cpu_user_main_thread"];
    }

    private static async Task<double> ExecutionAsync(ValkeyServer server, string command)
    {
        var text = (string)(await server.CommandAsync("INFO", "commandstats"))!;
        var name = string.Create(CultureInfo.InvariantCulture, $"cmdstat_{command.ToLowerInvariant()}:");
        var line = text.Split("\r\n").Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split("usec_per_call=")[1].Split(',')[0], CultureInfo.InvariantCulture);
    }

    private static async Task<Dictionary<string, double>> InfoAsync(ValkeyServer server, string section)
    {
        var text = (string)(await server.CommandAsync("INFO", section))!;
        return text.Split("\r\n")
            .Where(static line => line.Contains(':', StringComparison.Ordinal))
            .Select(static line => line.Split(':'))
            .ToDictionary(static pair => pair[0], static pair => double.Parse(pair[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    private static string Text(double microseconds) => microseconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
