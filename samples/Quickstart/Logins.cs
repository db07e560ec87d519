using Derp.Kv;

namespace Quickstart;

/// <summary>Three attempts per minute for each user, counted for all processes together.</summary>
internal sealed partial class Logins(KvClient kv)
{
    private readonly Dictionary<string, string> _passwords = new() { ["alice"] = "correct horse", ["bob"] = "battery staple" };

    [RateLimited("login:{user}", Limit = 3, Window = "1m")]
    private Task<bool> SignInCoreAsync(string user, string password) =>
        Task.FromResult(_passwords.TryGetValue(user, out var known) && known == password);
}
