using Derp.Kv;
using Derp.Kv.AspNetCore;
using DerpKvApiNamespace.Orders;
using DerpKvApiNamespace.Products;

var builder = WebApplication.CreateBuilder(args);

var store = builder.Configuration.GetConnectionString("Store");
if (store is null && !builder.Environment.IsDevelopment())
    throw new InvalidOperationException("ConnectionStrings:Store is not set. Set it to the address of a Valkey or Redis server, such as cache-1:6379.");

builder.Services.AddDerpKv(kv =>
{
    if (store is null)
        kv.UseMemory();
    else
        kv.UseStackExchangeRedis(store);
});
builder.Services.AddKvIdempotency();
builder.Services.AddKvExceptionHandler();
builder.Services.AddKvRateLimiter(limits => limits.AddPolicy("orders", policy =>
{
    policy.Limit = 10;
    policy.Window = TimeSpan.FromMinutes(1);
}));
builder.Services.AddHealthChecks().AddDerpKv();

builder.Services.AddSingleton<ProductTable>();
builder.Services.AddSingleton<Catalog>();
builder.Services.AddSingleton<OrderTable>();

var app = builder.Build();
app.UseExceptionHandler();
app.UseKvRateLimiter();
app.MapProducts();
app.MapOrders();
app.MapHealthChecks("/health");
app.MapDerpKv("/kv"); // In development only, unless it is given an authorization policy.
app.Run();
