using System.CommandLine;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Commands;

/// <summary><c>invalidate</c>: as <see cref="KvClient.InvalidateAsync"/> and <see cref="KvClient.InvalidateTagAsync"/>, so that a body which runs meanwhile stores nothing.</summary>
internal static class InvalidateCommand
{
    private static readonly Argument<string[]> s_keys = CommandContext.NewKeys();
    private static readonly Option<bool> s_yes = new("--yes", "-y") { Description = "Do not ask." };

    public static Command New(CommandContext context)
    {
        var command = new Command("invalidate", "Remove values with their leases, or the stamps of tags. Give --prefix, so that near caches are told.") { s_keys, s_yes };
        context.SetAction(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Session session)
    {
        var names = session.Parsed.GetRequiredValue(s_keys).Select(session.NameOf).ToList();
        foreach (var name in names)
            Check(name);
        if (!session.Parsed.GetValue(s_yes) && !session.Confirm(names.Select(static name => name.Bytes), names.Count == 1 ? "Invalidate this key?" : $"Invalidate these {names.Count} keys?"))
            return ExitCode.No;

        foreach (var name in names)
        {
            var wasThere = await InvalidateAsync(session, name).ConfigureAwait(false);
            session.Report.Add(new Row { { "key", KeyText.Of(name.Bytes) }, { "invalidated", true }, { "wasThere", wasThere } });
        }

        return ExitCode.Done;
    }

    private static async Task<bool?> InvalidateAsync(Session session, KeyName name)
    {
        if (name.Space != KeySpace.Tag)
            return await session.Store.Client.InvalidateAsync(name.Bytes, session.CancellationToken).ConfigureAwait(false);
        await session.Store.Client.InvalidateTagAsync(name.Bytes, session.CancellationToken).ConfigureAwait(false);
        return null;
    }

    private static void Check(KeyName name)
    {
        var why = name.Space switch
        {
            KeySpace.Value or KeySpace.Named or KeySpace.Distributed or KeySpace.Tag => null,
            KeySpace.Record or KeySpace.HttpRecord => "without its record, a call would run a second time",
            KeySpace.Limit => "a limit is reset by limit reset",
            KeySpace.Lease => $"this is a lease: name its value, {KeyText.Of(name.ValueKey)}",
            _ => "it is no value",
        };
        if (why is not null)
            throw new UsageException($"{KeyText.Of(name.Bytes)} is not invalidated: {why}.");
    }
}
