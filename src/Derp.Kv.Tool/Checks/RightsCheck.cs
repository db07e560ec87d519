using Derp.Kv.Coordination.Leases;
using Derp.Kv.Tool.Connecting;
using Derp.Kv.Tool.Keys;
using StackExchange.Redis;

namespace Derp.Kv.Tool.Checks;

/// <summary>
/// Whether the user may do what each feature needs, against docs/security.md. The server is asked by <c>ACL DRYRUN</c>, which runs nothing; where the user may not ask, nothing is known.
/// </summary>
internal sealed class RightsCheck(Store store, IServer server, byte[] prefix)
{
    private readonly byte[] _key = [.. prefix, .. "derp-kv-check"u8];

    /// <param name="user">Whose rights; null: those of this connection.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(string? user)
    {
        try
        {
            user ??= (string)(await server.ExecuteAsync("ACL", "WHOAMI").ConfigureAwait(false))!;
            var findings = new List<Finding>();
            foreach (var (feature, commands) in Features())
                findings.Add(await CheckAsync(user, feature, commands).ConfigureAwait(false));
            return findings;
        }
        catch (RedisServerException)
        {
            return [new(null, "permissions", Verdict.Unknown, "the user may not ask for them; connect as one who may (+acl|whoami +acl|dryrun), and name the application's with --acl-user")];
        }
    }

    // Each command in the shortest form that the server takes; its keys are those that the feature uses.
    private IEnumerable<(string Feature, object[][] Commands)> Features()
    {
        RedisKey key = _key, lease = LeaseKey.Of(_key);
        object[] Eval(params RedisKey[] keys) => ["EVAL", "return 1", keys.Length, .. keys];
        object[][] cached = [["GET", key], ["GET", lease], Eval(key, lease), ["SET", key, "1"], ["UNLINK", key], ["PEXPIRE", key, 1], ["PTTL", key]];
        object[][] once = [["GET", key], ["SET", key, "1"], Eval(key), ["UNLINK", key], ["PEXPIRE", key, 1], ["PTTL", key]];
        object[][] limited = [Eval(key), ["GET", key], ["SET", key, "1"], ["PTTL", key], ["PEXPIRE", key, 1]];
        yield return ("[Cached]", cached);
        yield return ("[Cached] with Tags, batches and Settle", [.. cached, ["MGET", key]]);
        yield return ("[Cached] with RefreshAfter or StaleIfError", [.. cached, ["MGET", key], ["GETRANGE", key, 0, 1], ["SETRANGE", lease, 16, "1"]]);
        yield return ("notices to waiting callers", Channel(store.Client.NoticeChannel));
        yield return ("notices to near caches", Channel(store.Client.NearChannel));
        yield return ("[Idempotent]", once);
        yield return ("[RateLimited]", limited);
        yield return ("[RateLimited], sliding window and token bucket", [.. limited, ["TIME"]]);
    }

    private static object[][] Channel(byte[] name) => [["SUBSCRIBE", name], ["PUBLISH", name, "1"]];

    private async Task<Finding> CheckAsync(string user, string feature, object[][] commands)
    {
        var lacking = new List<string>();
        foreach (var command in commands)
        {
            var reply = await server.ExecuteAsync("ACL", ["DRYRUN", user, .. command]).ConfigureAwait(false);
            if ((string?)reply != "OK")
                lacking.Add(NameOf(command));
        }

        return new(null, $"permissions: {feature}", lacking.Count == 0 ? Verdict.Ok : Verdict.Fail, lacking.Count == 0 ? "" : $"{KeyText.Shown(user)} may not call {string.Join(", ", lacking.Distinct())}");
    }

    private static string NameOf(object[] command) => command switch
    {
        [string name, RedisKey key, ..] => $"{name} {KeyText.Of(key)}",
        [string name, byte[] channel, ..] => $"{name} {KeyText.Of(channel)}",
        [string name, ..] => name,
        _ => "",
    };
}
