using Derp.Kv.Valkey.Commands;
using Derp.Kv.Valkey.Tests.Glide.Resp;

namespace Derp.Kv.Valkey.Tests.Glide;

public sealed class CommandErrorTests
{
    private const string Secret = "hunter2";

    [Theory]
    [InlineData("An error was signalled by the server: - NoScriptError: No matching script.", "NOSCRIPT")]
    [InlineData("An error was signalled by the server:- NoScriptError", "NOSCRIPT")]
    [InlineData("An error was signalled by the server - BusyLoadingError: server is loading", "LOADING")]
    [InlineData("An error was signalled by the server: - ResponseError: value is not an integer or out of range", "ERR")]
    [InlineData("An error was signalled by the server: - Unheard: of", "ERR")]
    [InlineData("WRONGTYPE: Operation against a key holding the wrong kind of value", "WRONGTYPE")]
    [InlineData("OOM: command not allowed when used memory > 'maxmemory'.", "OOM")]
    [InlineData("BADCOUNTER: the key holds something", "BADCOUNTER")]
    [InlineData("Reached maximum inflight requests", null)]
    [InlineData("Connection reset by peer (os error 104)", null)]
    [InlineData("failed: something", null)]
    [InlineData("", null)]
    public void Code_of_the_server_is_found_in_the_cores_text(string text, string? code)
    {
        Assert.Equal(code, CommandErrors.CodeOf(text));
        Assert.Equal(code == "NOSCRIPT", CommandErrors.IsUnknownScript(new RequestException(text)));
    }

    [Theory]
    [InlineData("OOM command not allowed when used memory > 'maxmemory' for hunter2", "OOM")]
    [InlineData("LOADING Valkey is loading the dataset in memory", "LOADING")]
    [InlineData("READONLY You can't write against a read only replica.", "READONLY")]
    [InlineData("CLUSTERDOWN The cluster is down", "CLUSTERDOWN")]
    [InlineData("MASTERDOWN Link with MASTER is down", "MASTERDOWN")]
    [InlineData("TRYAGAIN Multiple keys request during rehashing of slot", "TRYAGAIN")]
    [InlineData("BUSY Valkey is busy running a script.", "BUSY")]
    [InlineData("MISCONF Errors writing to the AOF file: hunter2", "MISCONF")]
    public void Refusal_to_serve_is_unavailable_and_not_executed(string reply, string code)
    {
        var mapped = Assert.IsType<KvUnavailableException>(CommandErrors.Map(new RequestException(CoreText.Of(reply))));
        Assert.False(mapped.OutcomeUnknown);
        Assert.Contains($"({code})", mapped.Message, StringComparison.Ordinal);
        AssertSilent(mapped);
    }

    [Theory]
    [InlineData("WRONGTYPE Operation against a key holding hunter2", "WRONGTYPE")]
    [InlineData("NOPERM No permissions to access the key hunter2", "NOPERM")]
    [InlineData("NOAUTH Authentication required.", "password")]
    [InlineData("WRONGPASS invalid username-password pair hunter2", "password")]
    [InlineData("ERR value is not an integer or out of range", "64-bit integer")]
    [InlineData("ERR increment or decrement would overflow", "64-bit integer")]
    [InlineData("ERR unknown command 'HUNTER2', with args beginning with: hunter2", "(ERR)")]
    [InlineData("BADCOUNTER the key does not hold a limiter's counter", "BADCOUNTER")]
    [InlineData("CROSSSLOT Keys in request don't hash to the same slot", "CROSSSLOT")]
    public void Other_refusal_is_an_error_with_its_code(string reply, string expected)
    {
        var mapped = Assert.IsType<KvException>(CommandErrors.Map(new RequestException(CoreText.Of(reply))));
        Assert.Contains(expected, mapped.Message, StringComparison.Ordinal);
        AssertSilent(mapped);
    }

    [Fact]
    public void What_was_perhaps_sent_has_an_unknown_outcome()
    {
        Exception[] failures =
        [
            new Resp.TimeoutException(Secret), new System.TimeoutException(Secret), new ConnectionException($"Received connection error `{Secret}`. Will attempt to reconnect"),
            new TaskCanceledException(Secret), new OperationCanceledException(Secret),
        ];
        foreach (var failure in failures)
        {
            var mapped = Assert.IsType<KvUnavailableException>(CommandErrors.Map(failure));
            Assert.True(mapped.OutcomeUnknown);
            AssertSilent(mapped);
        }
    }

    [Fact]
    public void What_was_not_sent_was_not_executed()
    {
        Exception[] failures =
        [
            new CircuitBreakerException(Secret), new RequestException("Reached maximum inflight requests"),
            new RequestException($"{Secret}- AllConnectionsUnavailable"), new RequestException($"{Secret} - ConnectionNotFoundForRoute: {Secret}"),
        ];
        foreach (var failure in failures)
        {
            var mapped = Assert.IsType<KvUnavailableException>(CommandErrors.Map(failure));
            Assert.False(mapped.OutcomeUnknown);
            AssertSilent(mapped);
        }
    }

    // The core's answer to all that is queued while it refreshes slots or reconnects: not sent, and an outage.
    [Theory]
    [InlineData("Connection in recovery- ClientError")]
    [InlineData("Connection in recovery - ClientError: hunter2")]
    public void Core_in_recovery_has_sent_nothing(string text)
    {
        var mapped = Assert.IsType<KvUnavailableException>(CommandErrors.Map(new RequestException(text)));
        Assert.False(mapped.OutcomeUnknown);
        AssertSilent(mapped);
    }

    // A batch of a cluster whose connection drops is no ConnectionException.
    [Theory]
    [InlineData("BrokenPipe: Cluster: Failed to receive command response from internal sender. RecvError(()) hunter2")]
    [InlineData("FatalReceiveError: hunter2")]
    [InlineData("a fatal error occurred while attempting to receive a response from the server- FatalReceiveError: hunter2")]
    [InlineData("IoError: hunter2")]
    [InlineData("AllConnectionsUnavailable, after IoError: hunter2")]
    public void Connection_that_drops_under_a_batch_leaves_its_outcome_unknown(string text)
    {
        var mapped = Assert.IsType<KvUnavailableException>(CommandErrors.Map(new RequestException(text)));
        Assert.True(mapped.OutcomeUnknown);
        AssertSilent(mapped);
    }

    [Theory]
    [InlineData("Standalone connect failed - IoError: Received connection error `Connection refused (os error 111)` hunter2")]
    [InlineData("Standalone connect failed- IoError: hunter2")]
    [InlineData("Failed to create initial connections- IoError: hunter2")]
    public void Connection_put_off_to_the_first_command_fails_as_an_attempt_to_connect(string text)
    {
        foreach (var failure in (Exception[])[new ConnectionException(text), new RequestException(text)])
        {
            var mapped = Assert.IsType<KvUnavailableException>(CommandErrors.Map(failure));
            Assert.False(mapped.OutcomeUnknown);
            Assert.Contains("that it is running", mapped.Message, StringComparison.Ordinal);
            AssertSilent(mapped);
        }
    }

    [Fact]
    public void Refused_login_of_a_connection_put_off_is_named_with_its_remedy()
    {
        foreach (var failure in (Exception[])[new ConnectionException(Text), new RequestException(Text)])
        {
            var mapped = Assert.IsType<KvException>(CommandErrors.Map(failure));
            Assert.Contains("password", mapped.Message, StringComparison.Ordinal);
            AssertSilent(mapped);
        }
    }

    private const string Text = "Standalone connect failed - IoError: Received errors: hunter2: Password authentication failed- AuthenticationFailed";

    // The library has one text for an untrusted certificate, a missing right and a server that is not there.
    [Theory]
    [InlineData("certificate is trusted")]
    [InlineData("INFO")]
    [InlineData("CLIENT")]
    [InlineData("SELECT")]
    public void No_connection_names_the_causes_that_the_library_does_not_tell_apart(string cause) =>
        Assert.Contains(cause, CommandErrors.MapConnect(new ConnectionException("Connection error")).Message, StringComparison.Ordinal);

    // What a server's script says is the server's answer, whatever words it has.
    [Fact]
    public void Answer_of_the_server_is_not_taken_for_the_cores_own_words()
    {
        foreach (var words in (string[])["connect failed", "IoError", "Connection in recovery", "AllConnectionsUnavailable"])
            Assert.IsType<KvException>(CommandErrors.Map(new RequestException(CoreText.Of($"ERR {words}"))));
    }

    [Fact]
    public void Whatever_else_the_library_throws_is_told_without_its_text()
    {
        foreach (var failure in (Exception[])[new ConfigurationError(Secret), new RequestException(Secret), new ExecAbortException(Secret), new NotImplementedException(Secret), new ArgumentException(Secret)])
            AssertSilent(Assert.IsType<KvException>(CommandErrors.Map(failure)));
    }

    [Theory]
    [InlineData("Received connection error `Password authentication failed- AuthenticationFailed`. Will attempt to reconnect", "password")]
    [InlineData("NOAUTH: Authentication required.", "password")]
    [InlineData("WRONGPASS: invalid username-password pair hunter2", "password")]
    public void Refused_login_is_named_with_its_remedy(string text, string expected)
    {
        foreach (var failure in (Exception[])[new ConnectionException(text), new RequestException(text)])
        {
            var mapped = Assert.IsType<KvException>(CommandErrors.MapConnect(failure));
            Assert.Contains(expected, mapped.Message, StringComparison.Ordinal);
            AssertSilent(mapped);
        }
    }

    [Theory]
    [InlineData("Connection refused (os error 111) to hunter2", "that it is running")]
    [InlineData("connection attempt timed out", "that it is running")]
    [InlineData("invalid peer certificate: UnknownIssuer", "certificate is trusted")]
    [InlineData("received fatal alert: HandshakeFailure", "certificate is trusted")]
    public void Failed_attempt_to_connect_executed_nothing(string text, string expected)
    {
        var mapped = Assert.IsType<KvUnavailableException>(CommandErrors.MapConnect(new ConnectionException(text)));
        Assert.False(mapped.OutcomeUnknown);
        Assert.Contains(expected, mapped.Message, StringComparison.Ordinal);
        AssertSilent(mapped);
    }

    [Fact]
    public void Unreadable_certificate_is_no_outage()
    {
        foreach (var failure in (Exception[])[new FileNotFoundException("ca.pem"), new UnauthorizedAccessException(), new ArgumentException("empty")])
            Assert.Contains("certificates", Assert.IsType<KvException>(CommandErrors.MapConnect(failure)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_native_library_names_the_platforms_that_have_one()
    {
        Exception[] failures =
        [
            new DllNotFoundException("Unable to load shared library 'libglide_rs'"), new EntryPointNotFoundException(), new BadImageFormatException(),
            new TypeInitializationException("Valkey.Glide.Logger", new DllNotFoundException()),
        ];
        foreach (var mapped in failures.SelectMany(static failure => (Exception[])[CommandErrors.Map(failure), CommandErrors.MapConnect(failure)]))
        {
            var message = Assert.IsType<KvException>(mapped).Message;
            foreach (var platform in (string[])["linux-x64", "linux-arm64", "osx-x64", "osx-arm64", "win-x64", "win-arm64", "musl", "Derp.Kv.StackExchangeRedis"])
                Assert.Contains(platform, message, StringComparison.Ordinal);
        }
    }

    private static void AssertSilent(Exception exception) =>
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.OrdinalIgnoreCase);
}
