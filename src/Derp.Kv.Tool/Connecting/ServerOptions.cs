using System.CommandLine;
using System.Text;
using Derp.Kv.DependencyInjection.Overrides;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Connecting;

/// <summary>The options of every command that asks a server. There is none for a password: each user of the machine can read the arguments of a process.</summary>
internal sealed class ServerOptions
{
    public const string PasswordVariable = "DERP_KV_PASSWORD";
    private const string ServerVariable = "DERP_KV_SERVER";
    private const string PrefixVariable = "DERP_KV_PREFIX";
    private const string UserVariable = "DERP_KV_USER";

    private readonly Option<string?> _server = new("--server", "-s") { Description = $"host:port, comma-separated if there are several. Default: ${ServerVariable}, or localhost:6379.", Recursive = true };
    private readonly Option<string?> _user = new("--user", "-u") { Description = $"User of the server's ACL. Default: ${UserVariable}. The password is ${PasswordVariable}.", Recursive = true };
    private readonly Option<bool> _ask = new("--ask-password") { Description = "Ask for the password.", Recursive = true };
    private readonly Option<bool> _tls = new("--tls") { Description = "Use TLS.", Recursive = true };
    private readonly Option<FileInfo?> _authority = new("--ca") { Description = "PEM file of the authority to trust for TLS.", Recursive = true };
    private readonly Option<int?> _database = new("--database", "-n") { Description = "Number of the database.", Recursive = true };
    private readonly Option<string?> _prefix = new("--prefix", "-p") { Description = $"KeyPrefix of the application, as keys are printed. Default: ${PrefixVariable}.", Recursive = true };
    private readonly Option<string> _timeout = new("--timeout") { Description = "The longest wait for an answer.", DefaultValueFactory = static _ => "5s", Recursive = true };
    private readonly Option<OutputFormat> _output = new("--output", "-o") { Description = "Tables or lines of JSON. Auto: a table in a terminal.", DefaultValueFactory = static _ => OutputFormat.Auto, Recursive = true };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_server, _user, _ask, _tls, _authority, _database, _prefix, _timeout, _output])
            command.Options.Add(option);
    }

    public OutputFormat OutputOf(ParseResult parsed) => parsed.GetValue(_output);

    /// <summary>The application's <see cref="KvClientOptions.KeyPrefix"/>.</summary>
    /// <exception cref="UsageException">It is no text.</exception>
    public string PrefixOf(ParseResult parsed, Surroundings surroundings)
    {
        var bytes = KeyText.Parse(parsed.GetValue(_prefix) ?? surroundings.Variable(PrefixVariable) ?? "");
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException("--prefix is a KeyPrefix, which is text in UTF-8.");
        }
    }

    /// <summary>What the command line and the environment say of the server.</summary>
    /// <exception cref="UsageException">A part of it is wrong.</exception>
    public ServerAddress AddressOf(ParseResult parsed, Surroundings surroundings)
    {
        var argument = parsed.GetValue(_server);
        if (argument?.Contains("password", StringComparison.OrdinalIgnoreCase) == true)
            throw new UsageException($"An argument is readable by every user of this machine. Set {PasswordVariable}, or use --ask-password.");
        return new ServerAddress
        {
            Configuration = argument ?? surroundings.Variable(ServerVariable) ?? "localhost:6379",
            User = parsed.GetValue(_user) ?? surroundings.Variable(UserVariable),
            Password = AskedPassword(parsed, surroundings) ?? surroundings.Variable(PasswordVariable),
            UseTls = parsed.GetValue(_tls),
            Authority = parsed.GetValue(_authority),
            Database = parsed.GetValue(_database),
            Timeout = TimeoutOf(parsed),
            Prefix = PrefixOf(parsed, surroundings),
        };
    }

    /// <summary>The longest wait for an answer.</summary>
    /// <exception cref="UsageException">It is no duration, or too long.</exception>
    public TimeSpan TimeoutOf(ParseResult parsed) =>
        DurationText.TryParse(parsed.GetValue(_timeout)!, out var timeout) && timeout >= TimeSpan.FromMilliseconds(1) && timeout <= TimeSpan.FromHours(1)
            ? timeout
            : throw new UsageException("--timeout is a duration such as 500ms or 10s, at most an hour.");

    /// <summary>The password that is typed after <c>--ask-password</c>; null: it is not asked for, or nobody has answered.</summary>
    public string? AskedPassword(ParseResult parsed, Surroundings surroundings)
    {
        if (!parsed.GetValue(_ask))
            return null;
        surroundings.Errors.Write("Password: ");
        surroundings.Errors.Flush();
        var password = surroundings.ReadSecret();
        surroundings.Errors.WriteLine();
        return password;
    }
}
