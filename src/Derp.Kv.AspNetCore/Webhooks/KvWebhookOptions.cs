using Derp.Kv.Ledger;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore;

/// <summary>How a webhook tells its events apart, and how it remembers those that were handled. Everything is checked when the host starts.</summary>
public sealed class KvWebhookOptions
{
    /// <summary>The header with the event's id, which is the same in each delivery. Default: <c>webhook-id</c>.</summary>
    public string Header { get; set; } = "webhook-id";

    /// <summary>
    /// Reads the event's id where it does not stand in a header: from the body, which can be read from its beginning. Null or empty: the event has none,
    /// and is answered 400. Null: the header is read.
    /// </summary>
    public Func<HttpContext, ValueTask<string?>>? EventId { get; set; }

    /// <summary>Names the sender, if several endpoints handle its events or the route may change. Not empty. Null: the route's pattern.</summary>
    public string? Space { get; set; }

    /// <summary>The name of the client, as in <c>AddDerpKv("ledger", …)</c>. Null: the one without a name.</summary>
    public string? Client { get; set; }

    /// <summary>
    /// The name of the ledger that remembers the events, as in <c>AddKvLedger("orders", …)</c>; empty: the one without a name. The handler then takes a
    /// <see cref="LedgerTransaction"/>, and the event counts as handled with the commit of what it writes there. <see cref="Client"/> and
    /// <see cref="LockTtl"/> have no meaning then. Null: no ledger; a claim in the client's store remembers them. Default: null.
    /// </summary>
    public string? Ledger { get; set; }

    /// <summary>How long an event counts as handled: more than zero, longer than the sender delivers again. Default: 7 days.</summary>
    public TimeSpan Ttl { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Length of the claim, which is how long an event stays taken after a crash; 10 ms or more. It is renewed at a third of that. Default: 30 s.</summary>
    public TimeSpan LockTtl { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest body in bytes, zero or more; a larger one is refused with 413. It is read before the handler runs. Default: 1 MiB.</summary>
    public long MaxRequestBody { get; set; } = 1024 * 1024;

    /// <summary>Remembers the events in a ledger: sets <see cref="Ledger"/>.</summary>
    /// <param name="name">The name of the ledger; empty: the one without a name.</param>
    public void UseLedger(string name = "")
    {
        ArgumentNullException.ThrowIfNull(name);
        Ledger = name;
    }
}
