using Derp.Kv.AspNetCore;
using Derp.Kv.Ledger;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.OpenApi;
using Tickets;
using Tickets.Demo;
using Tickets.Events;
using Tickets.Login;
using Tickets.Orders;
using Tickets.Payments;
using Tickets.Provider;
using Tickets.Supervision;

var settings = Settings.Parse(args);
if (settings is { Memory: false, Valkey: null })
    return await Supervisor.RunAsync(settings);

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.WebHost.UseUrls(settings.Urls);

using var folder = new DataFolder(settings.Data);
var database = new Database(folder.Path);
builder.Services.AddSingleton(settings).AddSingleton<ThisProcess>().AddSingleton(TimeProvider.System).AddSingleton(database);

// The store. All processes of one database share their keys, and no others do.
builder.Services.AddDerpKv(kv => (settings.Valkey is { } server ? kv.UseStackExchangeRedis(server) : kv.UseMemory())
    .Configure(options => options.KeyPrefix = $"tickets:{folder.Name}:"));

// The ledger: records of sales, in the database of the sales themselves.
builder.Services.AddKvLedger(ledger => ledger.UseSqlite(database.ConnectionString));

// Without the store the shop is degraded and not ill: its pages still come.
builder.Services.AddHealthChecks().AddDerpKv();
builder.Services.AddKvIdempotency();
builder.Services.AddOutputCache();
builder.Services.AddKvOutputCache();

// Every error is a problem document.
builder.Services.AddProblemDetails();
builder.Services.AddKvExceptionHandler();
builder.Services.AddRequestTimeouts();
builder.Services.AddOpenApi(options => options.AddDerpKv());
builder.Services.Configure<ForwardedHeadersOptions>(options => options.ForwardedHeaders = ForwardedHeaders.XForwardedFor);

builder.Services.AddEvents().AddOrders().AddPayments(settings.Provider ?? new Uri(settings.Address, "/provider/")).AddLogin().AddProvider();
if (builder.Environment.IsDevelopment())
    builder.Services.AddDemo();

var app = builder.Build();
await app.Services.GetRequiredService<KvLedger>().CreateAsync();
app.UseForwardedHeaders();
app.UseSecurityHeaders(settings);
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseDefaultFiles();
app.UseStaticFiles();
app.UseRequestTimeouts();
app.UseKvRateLimiter();
app.UseOutputCache();

app.MapEvents();
app.MapOrders();
app.MapPayments();
app.MapLogin();
app.MapProvider();
app.MapHealthChecks("/health");
app.MapOpenApi();
app.MapDerpKv();
if (app.Environment.IsDevelopment())
    app.MapDemo();

app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Tickets {settings.Name} on {settings.Urls}"));
await app.RunAsync();
return 0;
