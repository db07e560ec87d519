namespace Derp.Kv.Valkey.Tests.Glide.Resp;

/// <summary>What the client library's core makes of the text of an error reply.</summary>
internal static class CoreText
{
    private static readonly Dictionary<string, string> s_kinds = new()
    {
        ["ERR"] = "ResponseError",
        ["EXECABORT"] = "ExecAbortError",
        ["LOADING"] = "BusyLoadingError",
        ["NOSCRIPT"] = "NoScriptError",
        ["MOVED"] = "Moved",
        ["ASK"] = "Ask",
        ["TRYAGAIN"] = "TryAgain",
        ["CLUSTERDOWN"] = "ClusterDown",
        ["CROSSSLOT"] = "CrossSlot",
        ["MASTERDOWN"] = "MasterDown",
        ["READONLY"] = "ReadOnly",
        ["NOTBUSY"] = "NotBusy",
        ["NOPERM"] = "PermissionDenied",
    };

    public static string Of(string reply)
    {
        var parts = reply.Split(' ', 2);
        if (!s_kinds.TryGetValue(parts[0], out var kind))
            return $"{parts[0]}: {(parts.Length > 1 ? parts[1] : "Unknown extension error encountered")}";
        return parts.Length > 1
            ? $"An error was signalled by the server: - {kind}: {parts[1]}"
            : $"An error was signalled by the server:- {kind}";
    }
}
