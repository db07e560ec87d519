using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Derp.Kv.Page.Viewing;

/// <summary>
/// Closed unless the application has said who may look: by authorization, or expressly to everybody. In Development a browser on this machine may, if
/// no proxy stands between: behind one, every caller is on this machine.
/// </summary>
internal static class PageAccess
{
    // X-Original-For is what the framework's own middleware leaves of X-Forwarded-For.
    private static readonly string[] s_forwarding = ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Real-IP"];

    public static bool IsOpenTo(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata is { } metadata
            && (metadata.GetMetadata<IAuthorizeData>() is not null || metadata.GetMetadata<AuthorizationPolicy>() is not null || metadata.GetMetadata<IAllowAnonymous>() is not null))
        {
            return true;
        }

        return http.RequestServices.GetRequiredService<IHostEnvironment>().IsDevelopment()
            && http.Connection.RemoteIpAddress is { } address
            && IPAddress.IsLoopback(address)
            && !Array.Exists(s_forwarding, http.Request.Headers.ContainsKey);
    }
}
