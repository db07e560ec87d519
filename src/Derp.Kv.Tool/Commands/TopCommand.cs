using System.CommandLine;
using Derp.Kv.Coordination;
using Derp.Kv.Tool.Connecting;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;
using StackExchange.Redis;

namespace Derp.Kv.Tool.Commands;

/// <summary><c>top</c>: what takes the memory, and what never ends.</summary>
internal static class TopCommand
{
    private static readonly Argument<string?> s_beginning = CommandContext.Checked(new Argument<string?>("beginning") { Description = "What the keys begin with. Default: the prefix.", Arity = ArgumentArity.ZeroOrOne });
    private static readonly Option<int> s_largest = new("--largest") { Description = "How many of the largest keys, and of those without an end, are listed.", DefaultValueFactory = static _ => 10 };

    public static Command New(CommandContext context)
    {
        var command = new Command("top", "Count keys and memory by kind, and list the largest keys and those that never expire. It asks for each key, by SCAN and MEMORY USAGE.") { s_beginning, s_largest };
        context.SetAction(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Session session)
    {
        var beginning = session.Parsed.GetValue(s_beginning) is { } text ? KeyText.Parse(text) : session.Prefix;
        var tally = new Tally(session.Parsed.GetValue(s_largest));
        await foreach (var batch in KeyScan.RunAsync(session, beginning, static _ => true).Chunk(256).ConfigureAwait(false))
        {
            foreach (var (facts, memory) in await Task.WhenAll(batch.Select(facts => MemoryAsync(session, facts))).ConfigureAwait(false))
                tally.Add(facts, memory);
        }

        foreach (var row in tally.Kinds())
            session.Report.Add(row);
        session.Report.Finish();
        foreach (var row in tally.Keys())
            session.Report.Add(row);
        return ExitCode.Done;
    }

    private static async Task<(KeyFacts Facts, long? Memory)> MemoryAsync(Session session, KeyFacts facts)
    {
        try
        {
            var reply = await session.Store.Database.ExecuteAsync("MEMORY", ["USAGE", (RedisKey)facts.Name.Bytes], CommandFlags.DemandMaster).ConfigureAwait(false);
            return (facts, reply.IsNull ? null : (long)reply);
        }
        catch (RedisServerException e) when (ServerErrors.CodeOf(e.Message) == "NOPERM")
        {
            return (facts, null);
        }
    }
}
