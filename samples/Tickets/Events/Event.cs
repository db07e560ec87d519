namespace Tickets.Events;

// Nothing in it can change, so that all readers of a near entry get one object.
internal sealed record Event(long Id, string Name, string Venue, string City, string Starts, long Cents, long Seats);

internal sealed record EventRow(long Id, string Name, string City, string Starts, long Cents, long Left);

internal sealed record EventPrice(long Cents);
