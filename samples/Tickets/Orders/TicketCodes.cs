using System.Security.Cryptography;

namespace Tickets.Orders;

/// <summary>What is printed on a ticket, and read at the door.</summary>
internal interface ITicketCodes
{
    string New();
}

internal sealed class TicketCodes : ITicketCodes
{
    public string New() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}
