using Derp.Kv.AspNetCore.Tests.Idempotency;
using Derp.Kv.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests.Ledger;

/// <summary>Endpoints on a ledger. Each writes an order with the request's key as its name.</summary>
internal static class LedgerEndpoints
{
    public static void Map(WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(static (http, next) =>
        {
            http.Response.Headers["X-Before"] = "middleware";
            return next(http);
        });
        var shop = app.MapGroup("/").WithIdempotency(static o => o.UseLedger());
        shop.MapPost("/created", static async (HttpContext http, LedgerTransaction transaction) =>
        {
            var run = await OrderAsync(http, transaction);
            http.Response.Headers["X-Own"] = "handler";
            return Results.Created("/orders/7", new { run, text = "é" });
        });
        shop.MapPost("/gated", static async (HttpContext http, LedgerTransaction transaction) =>
        {
            var run = await OrderAsync(http, transaction);
            await http.Response.WriteAsync($"run {run}");
            await ShopEndpoints.GateOf(http).PassAsync(http.RequestAborted);
        });
        shop.MapPost("/waits", static async (HttpContext http, LedgerTransaction transaction) => $"run {await OrderAsync(http, transaction)}")
            .WithIdempotency(static o => (o.InFlight, o.WaitTimeout) = (InFlightBehavior.Wait, TimeSpan.FromSeconds(30)));
        shop.MapPost("/first/{status:int}", static async (HttpContext http, int status, LedgerTransaction transaction) =>
        {
            var run = await OrderAsync(http, transaction);
            return Results.Text($"run {run}", statusCode: run == 1 ? status : 200);
        });
        shop.MapPost("/throws", static async (HttpContext http, LedgerTransaction transaction) =>
        {
            var run = await OrderAsync(http, transaction);
            await http.Response.WriteAsync($"run {run}");
            if (run == 1)
                throw new InvalidOperationException("The charge has failed.");
        });
        shop.MapPost("/orphan", static async (HttpContext http, LedgerTransaction transaction) =>
        {
            var run = await OrderAsync(http, transaction, parent: ShopEndpoints.Ran(http) == 1 ? "missing" : null);
            return Results.Created("/orders/7", $"run {run}");
        });
        shop.MapPost("/large", static async (HttpContext http, LedgerTransaction transaction) =>
        {
            await OrderAsync(http, transaction);
            return new string('x', 300 * 1024);
        });
        shop.MapPost("/many", static ([AsParameters] ManyParameters many) => many.RunAsync());
        app.MapPost("/hooks", static async (HttpContext http, LedgerTransaction transaction) =>
        {
            var run = await OrderAsync(http, transaction);
            return Results.Text($"run {run}", statusCode: run == 1 ? 401 : 202);
        }).ProcessOnce(static o => o.UseLedger());
        app.MapPost("/hooks/gated", static async (HttpContext http, LedgerTransaction transaction) =>
        {
            await OrderAsync(http, transaction);
            await ShopEndpoints.GateOf(http).PassAsync(http.RequestAborted);
        }).ProcessOnce(static o => o.UseLedger());
    }

    /// <summary>Writes the order, and counts the run.</summary>
    public static async Task<int> OrderAsync(HttpContext http, LedgerTransaction transaction, string? parent = null)
    {
        await http.RequestServices.GetRequiredService<LedgerShop>().WriteAsync(transaction, ShopEndpoints.KeyOf(http), parent);
        return ShopEndpoints.Ran(http);
    }
}

internal sealed record ManyParameters(HttpContext Http, LedgerTransaction Transaction)
{
    public async Task<string> RunAsync() => $"run {await LedgerEndpoints.OrderAsync(Http, Transaction)}";
}

/// <summary>An action on a ledger.</summary>
[ApiController]
[Route("actions")]
public sealed class LedgerController : ControllerBase
{
    [HttpPost]
    [IdempotentEndpoint(Ledger = "")]
    public async Task<ActionResult<string>> PostAsync(LedgerTransaction transaction)
    {
        var run = await LedgerEndpoints.OrderAsync(HttpContext, transaction);
        return Created("/orders/7", $"run {run}");
    }
}

/// <summary>An action whose transaction MVC would look for in the request.</summary>
[Route("actions")]
public sealed class BareLedgerController : ControllerBase
{
    [HttpPost]
    [IdempotentEndpoint(Ledger = "")]
    public IActionResult Post(LedgerTransaction transaction) => Ok(transaction.Connection.State);
}
