using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Derp.Kv.Page.Tests;

/// <summary>A caller has the role that the header <c>X-Role</c> says, unless it was revoked.</summary>
internal sealed class HeaderRole(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "header";

    /// <summary>Roles that mean nothing any more: <c>operator</c> with a number of the test's own.</summary>
    public static ConcurrentDictionary<string, bool> Revoked { get; } = new();

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var role = Request.Headers["X-Role"].ToString();
        if (role.Length == 0)
            return Task.FromResult(AuthenticateResult.NoResult());
        var kind = Revoked.ContainsKey(role) ? "nobody" : role.Split('-')[0];
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, kind)], Scheme.Name));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, Scheme.Name)));
    }
}
