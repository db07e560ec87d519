using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>Authenticates by a header: <c>X-User: alice</c>, and <c>X-Right: pay</c>.</summary>
internal sealed class HeaderUser(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Header";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var name = Request.Headers["X-User"].ToString();
        if (name.Length == 0)
            return Task.FromResult(AuthenticateResult.NoResult());

        var claims = new List<Claim> { new("right", Request.Headers["X-Right"].ToString()) };
        if (name != "nameless")
            claims.Add(new Claim("sub", name, ClaimValueTypes.String, Request.Headers["X-Issuer"].ToString() is { Length: > 0 } issuer ? issuer : "shop"));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Name)), Name)));
    }
}
