using System.Buffers.Binary;
using System.CommandLine;
using System.Threading.Channels;
using Derp.Kv.Coordination;
using Derp.Kv.Tool.Decoding;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Commands;

/// <summary><c>watch</c>: notices as they are published.</summary>
internal static class WatchCommand
{
    private static readonly Argument<string[]> s_keys = CommandContext.Checked(new Argument<string[]>("key") { Description = "Only notices of these keys, of values or of stamps of tags. Notices to near caches have hashes, which are only named by these.", Arity = ArgumentArity.ZeroOrMore });
    private static readonly Option<int?> s_count = new("--count") { Description = "End after that many notices." };

    public static Command New(CommandContext context)
    {
        var command = new Command("watch", "Show notices to waiting callers and to near caches, until it is interrupted. Give --prefix: it is part of the channels.") { s_keys, s_count };
        context.SetAction(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Session session)
    {
        var keys = (session.Parsed.GetValue(s_keys) ?? []).Select(KeyText.Parse).ToList();
        var digests = keys.DistinctBy(static key => KeyDigest.Of(key)).ToDictionary(static key => KeyDigest.Of(key), static key => KeyText.Of(key));
        var rows = Channel.CreateUnbounded<Row>(new UnboundedChannelOptions { SingleReader = true });
        await session.Store.Client.SubscribeToNoticesAsync(message => Pass(Notice(session, keys, message.ToArray())), session.CancellationToken).ConfigureAwait(false);
        await session.Store.Client.Inner.SubscribeToNearNoticesAsync(message => Pass(Near(session, digests, message.ToArray())), static () => { }).ConfigureAwait(false);
        session.Note("Watching. Ctrl+C ends it.");
        try
        {
            for (var left = session.Parsed.GetValue(s_count) ?? int.MaxValue; left > 0; left--)
                session.Report.Tell(await rows.Reader.ReadAsync(session.CancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // It has no other end.
        }

        return ExitCode.Done;

        void Pass(Row? row)
        {
            if (row is not null)
                rows.Writer.TryWrite(row);
        }
    }

    private static Row? Notice(Session session, List<byte[]> keys, byte[] message) =>
        keys.Count == 0 || keys.Exists(key => key.AsSpan().SequenceEqual(message))
            ? new Row { { "time", session.Surroundings.Time.GetUtcNow() }, { "event", "notice" }, { "key", KeyText.Of(message) } }
            : null;

    private static Row? Near(Session session, Dictionary<ulong, string> digests, byte[] message)
    {
        var row = new Row { { "time", session.Surroundings.Time.GetUtcNow() }, { "event", "near" } };
        if (message.Length == 1)
        {
            row.Add("all", true);
            return row;
        }

        var hashes = message.Chunk(KeyDigest.Size).Where(static chunk => chunk.Length == KeyDigest.Size).Select(static chunk => BinaryPrimitives.ReadUInt64BigEndian(chunk)).ToList();
        var named = hashes.Where(digests.ContainsKey).Select(hash => digests[hash]).ToList();
        if (digests.Count > 0 && named.Count == 0)
            return null;
        row.AddIfAny("keys", named);
        row.Add("hashes", hashes.ConvertAll(KnownTypes.Hex));
        return row;
    }
}
