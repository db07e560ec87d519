using System.CommandLine;
using Derp.Kv.Tool.Connecting;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Commands;

/// <summary><c>ttl</c>: how long keys live.</summary>
internal static class TtlCommand
{
    private static readonly Argument<string[]> s_keys = CommandContext.NewKeys();

    public static Command New(CommandContext context)
    {
        var command = new Command("ttl", "Tell how long keys live. Exit code 1: one is not there.") { s_keys };
        context.SetAction(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Session session)
    {
        var code = ExitCode.Done;
        foreach (var text in session.Parsed.GetRequiredValue(s_keys))
        {
            var key = KeyText.Parse(text);
            var life = await session.Store.LifeAsync(key).ConfigureAwait(false);
            if (life is null)
                code = ExitCode.No;
            session.Report.Add(new Row { { "key", KeyText.Of(key) }, { "exists", life is not null }, { "expiresIn", life } });
        }

        return code;
    }
}
