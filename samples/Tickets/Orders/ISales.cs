namespace Tickets.Orders;

/// <summary>Sells what an order has reserved and paid for.</summary>
internal interface ISales
{
    /// <param name="key">The client's, which names the order everywhere.</param>
    /// <param name="orderId">The order, whose seats are reserved.</param>
    /// <param name="seats">Its number of seats.</param>
    /// <param name="charge">The provider's charge for it.</param>
    /// <param name="ct">Ends the wait.</param>
    Task<Sale> SellAsync(string key, long orderId, long seats, string charge, CancellationToken ct = default);
}
