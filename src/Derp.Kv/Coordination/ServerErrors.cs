namespace Derp.Kv.Coordination;

/// <summary>Error replies by their code, the first word. The rest of the text may quote the command and is dropped.</summary>
internal static class ServerErrors
{
    private const string SimpleError = "SimpleError: ";

    public static KvException Map(string reply)
    {
        var code = CodeOf(reply);
        var exception = Map(code, reply);
        exception.Code = code;
        return exception;
    }

    private static KvException Map(string code, string reply) =>
        code switch
        {
            "OOM" => Unavailable(code, "is out of memory and refuses writes. Raise maxmemory or shorten expiries."),
            "LOADING" => Unavailable(code, "is loading its data. Try again shortly."),
            "READONLY" => Unavailable(code, "is a replica and refuses writes. Connect to the primary."),
            "CLUSTERDOWN" or "MASTERDOWN" or "TRYAGAIN" => Unavailable(code, "cannot serve the key now. Try again shortly."),
            "BUSY" => Unavailable(code, "is busy with a script. Try again shortly."),
            "MISCONF" or "NOREPLICAS" => Unavailable(code, "refuses writes until its persistence or replication works again."),
            "NOAUTH" or "WRONGPASS" => RefusedLogin(),
            "NOPERM" => new KvException("The server's user may not run this command or use this key (NOPERM). Widen its ACL."),
            "WRONGTYPE" => new KvException("The key does not hold a string (WRONGTYPE). Choose another key, or delete it."),
            "CROSSSLOT" => new KvException("The keys are in several slots of a cluster, which the client takes for a single server (CROSSSLOT). Allow the server's user CLUSTER NODES."),
            "BADCOUNTER" => new KvException("The key does not hold a limiter's counter (BADCOUNTER)."),
            "ERR" when reply.Contains("not an integer", StringComparison.Ordinal) || reply.Contains("would overflow", StringComparison.Ordinal) =>
                new KvException("The value is not a 64-bit integer, or would leave its range (ERR)."),
            _ => new KvException($"The server refused the command ({code})."),
        };

    public static KvException RefusedLogin() =>
        new("The server refused the user name or password. Set those of its ACL in the configuration.");

    /// <summary>The first word, if it looks like a code; <c>ERR</c> otherwise.</summary>
    public static string CodeOf(string reply)
    {
        // Some code paths of a library put the reply's type first.
        if (reply.StartsWith(SimpleError, StringComparison.Ordinal))
            reply = reply[SimpleError.Length..];
        var end = reply.IndexOf(' ', StringComparison.Ordinal);
        var word = end < 0 ? reply : reply[..end];
        return word.Length is > 0 and <= 20 && word.All(char.IsAsciiLetterUpper) ? word : "ERR";
    }

    private static KvUnavailableException Unavailable(string code, string why) =>
        new($"The server {why} ({code})") { Because = UnavailableBecause.Refused };
}
