using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tickets.Events;
using Tickets.Orders;
using Tickets.Payments;
using Tickets.Provider;

namespace Tickets.Demo;

/// <summary>The levers of the page. They exist in Development alone.</summary>
internal static class DemoEndpoints
{
    public static IServiceCollection AddDemo(this IServiceCollection services)
    {
        services.AddSingleton<DemoState>().AddSingleton<Lanes>().AddSingleton<Crash>().AddSingleton<CrashInSale>();
        services.AddSingleton<EventStore>().Replace(ServiceDescriptor.Singleton<IEventStore, SlowEventStore>());
        services.AddSingleton<TicketCodes>().Replace(ServiceDescriptor.Singleton<ITicketCodes, CrashInSale.Codes>());
        services.AddSingleton<Sales>().Replace(ServiceDescriptor.Singleton<ISales, CrashInSale.Seller>());
        services.AddHttpClient<PaymentClient>().AddHttpMessageHandler(provider => new Crash.Handler(provider.GetRequiredService<Crash>()));
        services.AddHttpClient(nameof(Lanes));
        return services;
    }

    public static void MapDemo(this IEndpointRouteBuilder app)
    {
        var demo = app.MapGroup("/demo").ExcludeFromDescription().AddEndpointFilter(FromThisSiteAsync);
        demo.MapGet("/state", (DemoState state, CancellationToken ct) => state.ReadAsync(ct));
        demo.MapPost("/send", Send);
        demo.MapPost("/provider", (ProviderBehaviour behaviour, DemoSwitches switches) => switches.Provider = behaviour);
        demo.MapPost("/slow", (QueryBehaviour behaviour, DemoSwitches switches) => switches.Query = behaviour);
        demo.MapPost("/kill", Crash.Now);
        demo.MapPost("/kill-in-payment", (Crash crash) => crash.AfterNextCharge());
        demo.MapPost("/kill-in-sale/{moment}", (SaleMoment moment, CrashInSale crash) => crash.At(moment));
        demo.MapPost("/redeliver", RedeliverAsync);
        demo.MapPost("/store/{what}", StoreAsync);
    }

    // Another site that the visitor has open must not pull them.
    private static async ValueTask<object?> FromThisSiteAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        call.HttpContext.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none" ? await next(call) : Results.StatusCode(StatusCodes.Status403Forbidden);

    // Answers are told as they come, one JSON object a line.
    private static async Task Send(LaneRequest[] requests, Lanes lanes, HttpContext http, CancellationToken ct)
    {
        if (!requests.All(lanes.CanSend))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        http.Response.ContentType = "application/jsonl";
        await foreach (var answer in lanes.SendAsync(requests, ct))
        {
            await JsonSerializer.SerializeAsync(http.Response.Body, answer, JsonSerializerOptions.Web, ct);
            await http.Response.WriteAsync("\n", ct);
        }
    }

    private static async Task<IResult> RedeliverAsync(ChargeBook book, Deliveries deliveries, Lanes lanes, Database database, CancellationToken ct, int times = 3)
    {
        if (book.Last() is not { } charge)
            return Results.Problem("Nothing was charged yet.", statusCode: StatusCodes.Status409Conflict);

        var answers = new List<LaneAnswer>();
        foreach (var (lane, address) in Enumerable.Repeat(lanes.Addresses, Math.Clamp(times, 1, 10)).SelectMany(each => each))
            answers.Add(await LaneAnswer.OfAsync(lane, () => deliveries.DeliverAsync(charge, address, ct), ct));

        await using var connection = database.Open();
        var rows = await connection.ExecuteScalarAsync<long>(new("SELECT count(*) FROM payments WHERE charge = @Id", new { charge.Id }, cancellationToken: ct));
        return Results.Ok(new { charge = charge.Id, deliveries = answers, rows });
    }

    private static async Task<IResult> StoreAsync(string what, Settings settings, IHttpClientFactory clients, CancellationToken ct)
    {
        if (settings.Supervisor is not { } supervisor)
            return Results.NotFound();
        using var http = clients.CreateClient();
        using var answer = await http.PostAsync(new Uri(supervisor, $"/store/{Uri.EscapeDataString(what)}"), null, ct);
        return Results.StatusCode((int)answer.StatusCode);
    }
}
