namespace DerpKvApiNamespace.Orders;

internal static class OrderEndpoints
{
    public static void MapOrders(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/orders", async (NewOrder order, OrderTable orders, CancellationToken ct) =>
            {
                var id = await orders.InsertAsync(order, ct);
                return Results.Created($"/orders/{id}", new PlacedOrder(id));
            })
            .WithIdempotency()
            .RequireRateLimiting("orders");
}

internal sealed record NewOrder(int ProductId, int Count);

internal sealed record PlacedOrder(int Id);
