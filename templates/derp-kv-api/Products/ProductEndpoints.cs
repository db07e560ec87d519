namespace DerpKvApiNamespace.Products;

internal static class ProductEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder endpoints)
    {
        var products = endpoints.MapGroup("/products");
        products.MapGet("/{id:int}", async (int id, Catalog catalog, CancellationToken ct) =>
            await catalog.GetProductAsync(id, ct) is { } product ? Results.Ok(product) : Results.NotFound());
        products.MapPut("/{id:int}/price", async (int id, NewPrice change, Catalog catalog, CancellationToken ct) =>
            await catalog.SetPriceAsync(id, change.Price, ct) ? Results.NoContent() : Results.NotFound());
    }
}

internal sealed record NewPrice(decimal Price);
