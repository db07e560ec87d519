using Derp.Kv.AspNetCore;
using Tickets.Demo;

namespace Tickets.Provider;

/// <summary>
/// Another company: a payment provider, in this process so that the sample needs no second program. It keeps a book of charges, and
/// behaves as the page's visitor says.
/// </summary>
internal static class ProviderEndpoints
{
    public static IServiceCollection AddProvider(this IServiceCollection services) => services
        .AddSingleton<DemoSwitches>()
        .AddSingleton<ChargeBook>()
        .AddSingleton<Deliveries>()
        .AddHostedService(provider => provider.GetRequiredService<Deliveries>());

    public static void MapProvider(this IEndpointRouteBuilder app) =>
        app.MapPost("/provider/charges", ChargeAsync).ExcludeFromDescription();

    private static async Task<IResult> ChargeAsync(ChargeRequest request, ChargeBook book, Deliveries deliveries, DemoSwitches switches, HttpContext http, CancellationToken ct)
    {
        var key = http.Request.Headers[KvHeaderNames.IdempotencyKey].ToString().Trim('"');
        var behaviour = switches.Provider;
        if (behaviour.Mode == ProviderMode.Fail)
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

        var charge = book.Charge(key, request.Cents, behaviour.KnowsKeys);
        deliveries.Announce(charge);
        if (behaviour.Mode == ProviderMode.Die)
            http.Abort();
        if (behaviour.Mode == ProviderMode.Delay)
            await Task.Delay(TimeSpan.FromSeconds(3), ct);
        return Results.Ok(charge);
    }
}

internal sealed record ChargeRequest(long Cents);
