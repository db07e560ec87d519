using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Limits;

/// <summary>
/// The address that a limit may count by: the connection's, never that of a header, which a caller can make up. A header of a proxy that
/// nothing has read means that it is the proxy who is limited, and all its clients with it.
/// </summary>
internal static class ForwardedFor
{
    private const string Header = "X-Forwarded-For";

    // Where the framework's middleware puts the address that it has replaced.
    private const string Consumed = "X-Original-For";

    public static IPAddress? Check(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.ContainsKey(Header) && !headers.ContainsKey(Consumed))
            http.RequestServices.GetService<WebLog>()?.ProxyLimited();
        var address = http.Connection.RemoteIpAddress;
        if (address is null)
            http.RequestServices.GetService<WebLog>()?.NoAddress();
        return address;
    }
}
