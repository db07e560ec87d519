using Dapper;
using Derp.Kv;
using Microsoft.AspNetCore.Identity;

namespace Tickets.Login;

/// <summary>Whether a password is right, at most 20 times a day for an account, from wherever it is guessed.</summary>
internal sealed partial class Logins(KvClient kv, Database database, ThisProcess process)
{
    private static readonly PasswordHasher<string> s_hasher = new();
    private readonly Dictionary<string, string> _hashes = new() { ["ada"] = s_hasher.HashPassword("ada", "correct horse") };

    [RateLimited("login:{user}", Limit = 20, Window = "1d", OnUnavailable = RateLimitUnavailable.Deny)]
    private async Task<bool> SignInCoreAsync(string user, string password, CancellationToken ct = default)
    {
        var success = _hashes.TryGetValue(user, out var hash) && s_hasher.VerifyHashedPassword(user, hash, password) != PasswordVerificationResult.Failed;
        await using var connection = database.Open();
        await connection.ExecuteAsync(new(
            "INSERT INTO logins (user, success, process) VALUES (@user, @success, @Name)", new { user, success, process.Name }, cancellationToken: ct));
        return success;
    }
}
