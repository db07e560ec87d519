using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Tickets.Payments;

internal static class PaymentEndpoints
{
    public static IServiceCollection AddPayments(this IServiceCollection services, Uri provider)
    {
        services.AddSingleton<WebhookSignature>();
        services.AddHttpClient<PaymentClient>(http => http.BaseAddress = provider);
        return services;
    }

    public static void MapPayments(this IEndpointRouteBuilder app) =>
        app.MapPost("/hooks/pay", HandleAsync)
            .WithTags("Payments")
            .WithSummary("The provider tells of a charge, as often as it likes")
            .ProcessOnce();

    // ProcessOnce has read the body, so that it can be read here twice. A refused delivery takes nothing from the genuine one.
    private static async Task<Results<NoContent, UnauthorizedHttpResult>> HandleAsync(
        HttpRequest request, WebhookSignature signature, Database database, ThisProcess process, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        if (!signature.IsValid(request.Headers, body.GetBuffer().AsSpan(0, (int)body.Length)))
            return TypedResults.Unauthorized();

        var paid = JsonSerializer.Deserialize<PaymentEvent>(body.GetBuffer().AsSpan(0, (int)body.Length), JsonSerializerOptions.Web)!;
        await using var connection = database.Open();
        await connection.ExecuteAsync(new(
            "INSERT INTO payments (charge, cents, process) VALUES (@Charge, @Cents, @Name)", new { paid.Charge, paid.Cents, process.Name }, cancellationToken: ct));
        return TypedResults.NoContent();
    }
}

/// <summary>What the provider tells.</summary>
internal sealed record PaymentEvent(string Charge, long Cents);
