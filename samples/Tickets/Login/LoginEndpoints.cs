using Derp.Kv;
using Derp.Kv.AspNetCore;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Tickets.Login;

internal static class LoginEndpoints
{
    private const string Policy = "login";

    public static IServiceCollection AddLogin(this IServiceCollection services) => services
        .AddSingleton<Logins>()
        .AddKvRateLimiter(limits => limits.AddPolicy(Policy, policy =>
        {
            policy.Limit = 5;
            policy.Window = TimeSpan.FromMinutes(15);
            policy.PartitionBy = KvPartition.ClientIp;

            // Whoever guesses passwords must not get more tries while the store is down.
            policy.OnUnavailable = RateLimitUnavailable.Deny;
        }));

    public static void MapLogin(this IEndpointRouteBuilder app) =>
        app.MapPost("/login", SignInAsync).WithTags("Login").WithSummary("Five tries in 15 minutes").RequireRateLimiting(Policy);

    private static async Task<Results<Ok<SignedIn>, UnauthorizedHttpResult>> SignInAsync(Credentials credentials, Logins logins, CancellationToken ct) =>
        await logins.SignInAsync(credentials.User, credentials.Password, ct) ? TypedResults.Ok(new SignedIn(credentials.User)) : TypedResults.Unauthorized();
}

internal sealed record Credentials(string User, string Password);

internal sealed record SignedIn(string User);
