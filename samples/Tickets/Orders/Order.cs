namespace Tickets.Orders;

internal sealed record OrderRequest(long EventId, int Seats);

/// <summary>An order. Without a charge its seats are reserved and not paid for.</summary>
internal sealed record Order(long Id, long EventId, long Seats, long Cents, string? Charge);

/// <summary>The payment of an order, and the codes of its tickets.</summary>
internal sealed record Sale(string Charge, IReadOnlyList<string> Tickets);

/// <summary>An order that is paid for, with its tickets.</summary>
internal sealed record SoldOrder(long Id, long EventId, long Seats, long Cents, string Charge, IReadOnlyList<string> Tickets);
