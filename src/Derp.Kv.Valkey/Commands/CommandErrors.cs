using Derp.Kv.Coordination;

namespace Derp.Kv.Valkey.Commands;

/// <summary>
/// Maps the library's exceptions to ours, by the exception's name and text: the library distinguishes its failures in no other
/// way. Its texts are dropped, since they quote the server's, which may quote keys and values.
/// </summary>
internal static class CommandErrors
{
    // The core's names for the codes that it knows; it passes on the others as they are.
    private static readonly Dictionary<string, string> s_codes = new(StringComparer.Ordinal)
    {
        ["ResponseError"] = "ERR",
        ["ExecAbortError"] = "EXECABORT",
        ["BusyLoadingError"] = "LOADING",
        ["NoScriptError"] = "NOSCRIPT",
        ["Moved"] = "MOVED",
        ["Ask"] = "ASK",
        ["TryAgain"] = "TRYAGAIN",
        ["ClusterDown"] = "CLUSTERDOWN",
        ["CrossSlot"] = "CROSSSLOT",
        ["MasterDown"] = "MASTERDOWN",
        ["ReadOnly"] = "READONLY",
        ["NotBusy"] = "NOTBUSY",
        ["PermissionDenied"] = "NOPERM",
        ["AuthenticationFailed"] = "WRONGPASS",
    };

    // The core's own message when it found no node for a command.
    private static readonly string[] s_noNode = ["AllConnectionsUnavailable", "ConnectionNotFoundForRoute", "NotAllSlotsCovered", "FatalSendError"];

    // Its answer to all queued commands while it reconnects or asks for the slots.
    private const string InRecovery = "Connection in recovery";

    // The connection was lost while a reply was awaited; a cluster has no separate exception for it.
    private static readonly string[] s_unanswered = ["BrokenPipe", "FatalReceiveError", "IoError"];

    // A connection that was deferred until the first command, and failed then.
    private static readonly string[] s_notConnected = ["connect failed", "Failed to create initial connections"];

    /// <summary>The failure of a command.</summary>
    public static Exception Map(Exception exception) => NativeLibrary.Missing(exception) ?? exception.GetType().Name switch
    {
        "TimeoutException" => new KvUnavailableException("The server did not answer in time.", outcomeUnknown: true) { Because = UnavailableBecause.TimedOut },
        "ConnectionException" when IsRefusedLogin(exception.Message) => ServerErrors.RefusedLogin(),
        "ConnectionException" or "RequestException" when CodeOf(exception.Message) is null && Says(exception.Message, s_notConnected) => MapConnect(exception),

        // The library does not report whether the command was sent before the connection was lost.
        "ConnectionException" => new KvUnavailableException("The connection to the server was lost.", outcomeUnknown: true),
        "TaskCanceledException" or "OperationCanceledException" => new KvUnavailableException("The connection was closed before the server answered.", outcomeUnknown: true),
        "CircuitBreakerException" => new KvUnavailableException("The client library's circuit breaker is open."),
        "RequestException" or "ExecAbortException" or "ValkeyServerException" => MapText(exception.Message),
        "ConfigurationError" => new KvException("The client library refused the command in its configuration (ConfigurationError)."),
        var other => new KvException($"The client library refused the command ({other})."),
    };

    /// <summary>The failure of an attempt to connect: nothing was sent.</summary>
    public static Exception MapConnect(Exception exception)
    {
        if (exception is KvException)
            return exception;
        if (NativeLibrary.Missing(exception) is { } missing)
            return missing;
        if (exception is ArgumentException or IOException or UnauthorizedAccessException)
            return new KvException("The trusted certificates cannot be read. Check the files' paths, their permissions, and that they contain certificates (PEM).", exception);

        var text = exception.Message;
        if (IsRefusedLogin(text))
            return ServerErrors.RefusedLogin();
        if (text.Contains("certificate", StringComparison.OrdinalIgnoreCase) || text.Contains("handshake", StringComparison.OrdinalIgnoreCase))
            return new KvUnavailableException("The TLS handshake with the server failed. Check that it uses TLS on this port and that its certificate is trusted.");

        // The library has one text for all of these.
        return new KvUnavailableException(
            "No connection to the server. Check its address, that it is running, whether it requires TLS and its certificate is trusted, and that the user may call HELLO, INFO, CLIENT and, for a database other than 0, SELECT.");
    }

    /// <summary>Whether the core reports that it found no node for one of a batch's commands; it may still have sent others.</summary>
    public static bool IsOfOneNode(Exception exception) => exception.GetType().Name == "RequestException" && CodeOf(exception.Message) is null && Says(exception.Message, s_noNode);

    /// <summary>Whether a command was refused because its server does not know the script; it did nothing then.</summary>
    public static bool IsUnknownScript(Exception exception) => exception.GetType().Name == "RequestException" && CodeOf(exception.Message) == "NOSCRIPT";

    /// <summary>Whether the server's user may not run the command.</summary>
    public static bool IsForbidden(Exception exception) => exception.GetType().Name == "RequestException" && CodeOf(exception.Message) == "NOPERM";

    /// <summary>The server's code in an error text of the core; null when the text is the core's own.</summary>
    /// <remarks>
    /// Known codes: <c>An error was signalled by the server: - NoScriptError: detail</c>, without the colon behind the name
    /// when there is no detail, and without the one before the dash in some versions. Others: <c>WRONGTYPE: detail</c>.
    /// </remarks>
    public static string? CodeOf(string text)
    {
        const string signalled = "An error was signalled by the server";
        if (text.StartsWith(signalled, StringComparison.Ordinal))
        {
            var name = Word(text.AsSpan(signalled.Length).TrimStart(":- "));
            return s_codes.GetValueOrDefault(name, "ERR");
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var code = colon < 0 ? "" : text[..colon];
        return code.Length is > 0 and <= 20 && code.All(char.IsAsciiLetterUpper) ? code : null;
    }

    private static KvException MapText(string text)
    {
        if (CodeOf(text) is { } code)
        {
            // The shared table reads the text as the server sent it.
            var detail = text.IndexOf(": ", text.StartsWith(code, StringComparison.Ordinal) ? 0 : text.IndexOf('-', StringComparison.Ordinal), StringComparison.Ordinal);
            return ServerErrors.Map(detail < 0 ? code : $"{code} {text[(detail + 2)..]}");
        }

        if (text.Contains("maximum inflight requests", StringComparison.OrdinalIgnoreCase))
            return new KvUnavailableException("The client library has too many commands in flight.");
        if (Says(text, s_unanswered))
            return new KvUnavailableException("The connection to the server was lost.", outcomeUnknown: true);
        if (text.Contains(InRecovery, StringComparison.Ordinal))
            return new KvUnavailableException("The client library is reconnecting to the server.");
        if (Says(text, s_noNode))
            return new KvUnavailableException("The client library has no connection to a server for the key.");
        return new KvException("The client library refused the command.");
    }

    private static bool Says(string text, string[] kinds) => Array.Exists(kinds, kind => text.Contains(kind, StringComparison.Ordinal));

    private static bool IsRefusedLogin(string text) =>
        text.Contains("WRONGPASS", StringComparison.Ordinal) || text.Contains("NOAUTH", StringComparison.Ordinal) || text.Contains("AuthenticationFailed", StringComparison.Ordinal);

    private static string Word(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
            end++;
        return text[..end].ToString();
    }
}
