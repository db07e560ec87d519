using Tickets.Orders;

namespace Tickets.Demo;

/// <summary>The moments of a sale at which a visitor can have a process crash.</summary>
internal enum SaleMoment
{
    /// <summary>The order is marked as paid, the first ticket is written, and the second is about to be. Nothing is committed.</summary>
    Middle = 1,

    /// <summary>All is committed, and the caller has no answer.</summary>
    End,
}

/// <summary>Ends this process at a moment of its next sale.</summary>
internal sealed class CrashInSale
{
    private volatile int _moment;

    public void At(SaleMoment moment) => _moment = (int)moment;

    /// <summary>Stands in the sale, between its writes.</summary>
    internal sealed class Codes(TicketCodes codes, CrashInSale crash) : ITicketCodes
    {
        private int _made;

        public string New()
        {
            if (crash._moment == (int)SaleMoment.Middle && ++_made == 2)
                Crash.Now();
            return codes.New();
        }
    }

    /// <summary>Stands around the sale.</summary>
    internal sealed class Seller(Sales sales, CrashInSale crash) : ISales
    {
        public async Task<Sale> SellAsync(string key, long orderId, long seats, string charge, CancellationToken ct)
        {
            var sale = await sales.SellAsync(key, orderId, seats, charge, ct);
            if (crash._moment == (int)SaleMoment.End)
                Crash.Now();
            return sale;
        }
    }
}
