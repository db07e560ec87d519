using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.OutputCaching;

namespace Tickets.Events;

/// <summary>The page of one event. All processes keep the whole response in the store, until its tag is evicted.</summary>
internal static class EventPage
{
    public static string TagOf(long id) => string.Create(CultureInfo.InvariantCulture, $"event:{id}");

    public static async Task<IResult> RenderAsync(long id, Catalog catalog, Availability availability, HttpContext http, ThisProcess process, CancellationToken ct)
    {
        http.Features.Get<IOutputCacheFeature>()?.Context.Tags.Add(TagOf(id));
        if ((await catalog.FindAsync(id, ct)).Value is not { } one)
            return Results.NotFound();

        static string Text(string text) => HtmlEncoder.Default.Encode(text);
        var price = (one.Cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
        return Results.Content(
            $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>{Text(one.Name)}</title>
            <link rel="icon" href="/icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/tickets.css">
            <main class="event-page">
            <p><a href="/">All events</a></p>
            <h1>{Text(one.Name)}</h1>
            <p>{Text(one.Venue)}, {Text(one.City)}, {Text(one.Starts.Replace('T', ' '))}</p>
            <p class="price"><data value="{one.Cents}">{price} EUR</data></p>
            <p class="soft">Rendered by process {Text(process.Name)} at {process.Now:HH:mm:ss.fff} UTC</p>
            </main>
            </html>
            """,
            "text/html; charset=utf-8");
    }
}
