using Derp.Kv;

namespace Quickstart;

/// <summary>Three tries a minute for each user, whoever asks and on whichever server.</summary>
internal sealed partial class Logins(KvClient kv)
{
    private readonly Dictionary<string, string> _passwords = new() { ["alice"] = "correct horse", ["bob"] = "battery staple" };

    [RateLimited("login:{user}", Limit = 3, Window = "1m")]
    private Task<bool> SignInCoreAsync(string user, string password) =>
        Task.FromResult(_passwords.TryGetValue(user, out var known) && known == password);
}
