using System.Globalization;
using Derp.Kv;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OutputCaching;

namespace Tickets.Events;

internal static class EventEndpoints
{
    public static IServiceCollection AddEvents(this IServiceCollection services) => services
        .AddSingleton<IEventStore, EventStore>()
        .AddSingleton<Catalog>()
        .AddSingleton<Availability>();

    public static void MapEvents(this IEndpointRouteBuilder app)
    {
        var events = app.MapGroup("/events").WithTags("Events");
        events.MapGet("/", ListAsync).WithSummary("Events, by city and a part of their name, with the seats that are left");
        events.MapGet("/{id:long}", FindAsync).WithSummary("One event, and where it came from");
        events.MapPut("/{id:long}", SetPriceAsync).WithSummary("Changes the price");
        events.MapGet("/{id:long}/page", EventPage.RenderAsync).CacheOutput(policy => policy.Expire(TimeSpan.FromMinutes(5))).ExcludeFromDescription();
    }

    private static async Task<Ok<List<EventRow>>> ListAsync(Catalog catalog, Availability availability, CancellationToken ct, string city = "", string text = "")
    {
        var found = await catalog.SearchAsync(city, text, ct);
        var left = await availability.SeatsLeftOfAllAsync([.. found.Select(one => one.Id)], ct);
        return TypedResults.Ok(found.ConvertAll(one => new EventRow(one.Id, one.Name, one.City, one.Starts, one.Cents, left.GetValueOrDefault(one.Id))));
    }

    private static async Task<Results<Ok<Event>, NotFound>> FindAsync(long id, Catalog catalog, HttpResponse response, CancellationToken ct)
    {
        var hit = await catalog.FindAsync(id, ct);
        response.Headers["Cache-Status"] = StatusOf(hit);
        if (hit.Found)
            response.Headers.Age = hit.Age.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        return hit.Value is { } found ? TypedResults.Ok(found) : TypedResults.NotFound();
    }

    // As RFC 9211 has it.
    private static string StatusOf(in CacheHit<Event?> hit) => hit switch
    {
        { Found: false } => "tickets; fwd=miss",
        { IsStale: true } => "tickets; hit; detail=stale",
        { FromNear: true } => "tickets; hit; detail=memory",
        _ => "tickets; hit; detail=store",
    };

    private static async Task<Results<Ok<Event>, NotFound, ValidationProblem>> SetPriceAsync(
        long id, EventPrice price, Catalog catalog, IOutputCacheStore pages, CancellationToken ct)
    {
        if (price.Cents is < 0 or > 1_000_000)
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["cents"] = ["A price is between 0 and 1,000,000 cents."] });

        // The value first: a page that is rendered after the eviction reads the new one.
        var changed = await catalog.SetPriceAsync(id, price.Cents, ct);
        if (changed is null)
            return TypedResults.NotFound();
        await pages.EvictByTagAsync(EventPage.TagOf(id), ct);
        return TypedResults.Ok(changed);
    }
}
