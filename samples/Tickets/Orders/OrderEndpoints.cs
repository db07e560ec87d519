using Derp.Kv.AspNetCore;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Tickets.Payments;

namespace Tickets.Orders;

internal static class OrderEndpoints
{
    public static IServiceCollection AddOrders(this IServiceCollection services) => services
        .AddSingleton<OrderStore>()
        .AddSingleton<ITicketCodes, TicketCodes>()
        .AddSingleton<ISales, Sales>();

    public static void MapOrders(this IEndpointRouteBuilder app)
    {
        var orders = app.MapGroup("/orders").WithTags("Orders");
        orders.MapGet("/{id:long}", FindAsync).WithSummary("One order");
        orders.MapPost("/", OrderAsync)
            .WithSummary("Reserves seats and pays for them, once for each Idempotency-Key")

            // After a crash a retry is refused for LockTtl at most. A visitor of this sample does not want to wait for the default, 30 s.
            .WithIdempotency(idempotency => idempotency.LockTtl = TimeSpan.FromSeconds(5))

            // The token of the endpoint fires, the caller gets 504, and the key stays taken until LockTtl has passed.
            .WithRequestTimeout(TimeSpan.FromSeconds(20));
    }

    private static async Task<Results<Created<SoldOrder>, ValidationProblem, ProblemHttpResult>> OrderAsync(
        OrderRequest request, OrderStore orders, PaymentClient payments, ISales sales, HttpContext http, CancellationToken ct)
    {
        if (request.Seats is < 1 or > 10)
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["seats"] = ["An order has 1 to 10 seats."] });

        // The client's key names the order everywhere: here, in the database and at the provider.
        var key = http.Features.GetRequiredFeature<IKvIdempotencyFeature>().Key;
        var order = await orders.ReserveAsync(key, request.EventId, request.Seats, ct);
        if (order is null)
            return TypedResults.Problem("Fewer seats are left.", statusCode: StatusCodes.Status409Conflict);
        if (order.EventId != request.EventId || order.Seats != request.Seats)
            return TypedResults.Problem("The key belongs to another order.", statusCode: StatusCodes.Status422UnprocessableEntity);

        switch (await payments.ChargeAsync(key, order.Cents, ct))
        {
            case ChargeResult.Charged charged:
                var sale = await sales.SellAsync(key, order.Id, order.Seats, charged.Id, ct);
                return TypedResults.Created($"/orders/{order.Id}", new SoldOrder(order.Id, order.EventId, order.Seats, order.Cents, sale.Charge, sale.Tickets));

            // An outcome, which is kept: a retry gets it again.
            case ChargeResult.Declined:
                await orders.ReleaseAsync(order, ct);
                return TypedResults.Problem("The payment was declined.", statusCode: StatusCodes.Status402PaymentRequired);

            // Not an outcome: the key is free, the seats stay reserved, and the same request can be sent again.
            default:
                return TypedResults.Problem("The payment provider gave no answer. Send the same request again.", statusCode: StatusCodes.Status502BadGateway);
        }
    }

    private static async Task<Results<Ok<Order>, NotFound>> FindAsync(long id, OrderStore orders, CancellationToken ct) =>
        await orders.FindAsync(id, ct) is { } order ? TypedResults.Ok(order) : TypedResults.NotFound();
}
