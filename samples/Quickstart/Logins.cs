using Derp.Kv;

namespace Quickstart;

/// <summary>Three tries a minute for each user, whoever asks and on whichever server.</summary>
internal sealed partial class Logins(KvClient kv)
{
    [RateLimited("login:{user}", Limit = 3, Window = "1m")]
    private Task<bool> SignInCoreAsync(string user, string password) => Task.FromResult(password == "correct horse");
}
