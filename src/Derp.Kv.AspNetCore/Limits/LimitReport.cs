using Derp.Kv.Coordination;
using Derp.Kv.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Derp.Kv.AspNetCore.Limits;

/// <summary>
/// The decisions of one request's limits. Their fields are written when the answer starts, so that they also stand on an answer that an
/// exception handler has cleared and written anew.
/// </summary>
internal sealed class LimitReport : LimitObserver
{
    private readonly HttpContext _http;
    // Most requests have one limit.
    private LimitDecision[] _decisions = new LimitDecision[1];
    private int _count;

    private LimitReport(HttpContext http)
    {
        _http = http;
        http.Response.OnStarting(static report => ((LimitReport)report).WriteAsync(), this);
    }

    public static LimitReport Of(HttpContext http)
    {
        if (http.Features.Get<LimitReport>() is { } report)
            return report;
        report = new LimitReport(http);
        http.Features.Set(report);
        return report;
    }

    public override void Note(string name, in PermitRequest request, in RateLimitResult result) => Add(new(name, request, result));

    /// <summary>A later decision of the same limit replaces the earlier one.</summary>
    public void Add(LimitDecision decision)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_decisions[i].Name == decision.Name)
            {
                _decisions[i] = decision;
                return;
            }
        }

        if (_count == _decisions.Length)
            Array.Resize(ref _decisions, _count * 2);
        _decisions[_count++] = decision;
    }

    private Task WriteAsync()
    {
        if (_count > 0)
        {
            var services = _http.RequestServices;
            var fields = services.GetService<IOptions<KvRateLimitingOptions>>()?.Value.Fields ?? KvRateLimitFields.Draft;
            LimitFields.Write(_http.Response.Headers, _decisions.AsSpan(0, _count), fields, services.GetService<TimeProvider>() ?? TimeProvider.System);
        }

        return Task.CompletedTask;
    }
}
