using System.CommandLine;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Tool.Commands;
using Derp.Kv.Tool.Connecting;
using Derp.Kv.Tool.Keys;
using StackExchange.Redis;

namespace Derp.Kv.Tool;

/// <summary>The program: commands, and what their failures are told as.</summary>
internal static class ToolProgram
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken cancellationToken)
    {
        try
        {
            return await DispatchAsync(arguments, surroundings, cancellationToken).ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            return Fail(surroundings, e.Message, ExitCode.Usage);
        }
        catch (KvException e)
        {
            return Fail(surroundings, e.Message, ExitCode.Unavailable);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The library's own words quote keys.
            return Fail(surroundings, ErrorMapping.Map(e).Message, ExitCode.Unavailable);
        }
        catch (OperationCanceledException)
        {
            return Fail(surroundings, "interrupted", ExitCode.No);
        }
        finally
        {
            surroundings.Output.Flush();
        }
    }

    private static async Task<int> DispatchAsync(IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken cancellationToken)
    {
        // The parser would quote what follows.
        if (arguments.Any(static argument => argument.StartsWith("--password", StringComparison.OrdinalIgnoreCase)))
            throw new UsageException($"An argument is readable by every user of this machine. Set {ServerOptions.PasswordVariable}, or use --ask-password.");

        var parsed = NewRoot(surroundings).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                Fail(surroundings, error.Message, ExitCode.Usage);
            surroundings.Errors.WriteLine("See derp-kv --help.");
            return ExitCode.Usage;
        }

        using var output = surroundings.NewText();
        var configuration = new InvocationConfiguration { Output = output, Error = surroundings.Errors, EnableDefaultExceptionHandler = false };
        return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
    }

    private static RootCommand NewRoot(Surroundings surroundings)
    {
        var context = new CommandContext(surroundings);
        var root = new RootCommand("Looks at what Derp.Kv stores on a Valkey or Redis server or in a ledger, and tells the key of a call. Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 the server was not reached or has refused.")
        {
            KeysCommand.New(context),
            GetCommand.New(context),
            ExplainCommand.New(context),
            TtlCommand.New(context),
            WatchCommand.New(context),
            TopCommand.New(context),
            InvalidateCommand.New(context),
            LimitCommand.New(context),
            LedgerCommand.New(context),
            CheckCommand.New(context),
        };
        context.Server.AddTo(root);
        return root;
    }

    private static int Fail(Surroundings surroundings, string message, int code)
    {
        surroundings.Errors.WriteLine($"derp-kv: {KeyText.Shown(message)}");
        return code;
    }
}
