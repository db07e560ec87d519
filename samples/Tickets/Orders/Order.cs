namespace Tickets.Orders;

internal sealed record OrderRequest(long EventId, int Seats);

/// <summary>An order. Without a charge its seats are reserved and not paid for.</summary>
internal sealed record Order(long Id, long EventId, long Seats, long Cents, string? Charge);
