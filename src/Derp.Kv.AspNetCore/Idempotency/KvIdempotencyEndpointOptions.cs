using System.Buffers;
using Derp.Kv.AspNetCore.Idempotency.Requests;
using Derp.Kv.AspNetCore.Idempotency.Responses;
using Derp.Kv.Ledger;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore;

/// <summary>
/// How an endpoint keeps the answers of its requests by their idempotency keys. The defaults of all endpoints are those of
/// <c>AddKvIdempotency</c>; a group, an endpoint and an attribute change them in this order. Everything is checked when the host starts.
/// </summary>
public sealed class KvIdempotencyEndpointOptions
{
    /// <summary>The request's header with the key. Default: <c>Idempotency-Key</c>.</summary>
    public string Header { get; set; } = KvHeaderNames.IdempotencyKey;

    /// <summary>
    /// Separates keys: one key of one caller means two operations in two spaces. Not empty. Null: the space that all endpoints without
    /// one share, in which the key of another endpoint's request is answered 422.
    /// </summary>
    public string? Space { get; set; }

    /// <summary>The name of the client, as in <c>AddDerpKv("ledger", …)</c>. Null: the one without a name.</summary>
    public string? Client { get; set; }

    /// <summary>
    /// The name of the ledger that keeps the answers, as in <c>AddKvLedger("orders", …)</c>; empty: the one without a name. The handler then takes a
    /// <see cref="LedgerTransaction"/>, and its answer is committed with what it writes there. <see cref="Client"/> and <see cref="LockTtl"/> have no
    /// meaning then. Null: no ledger; a claim in the client's store keeps them. Default: null.
    /// </summary>
    public string? Ledger { get; set; }

    /// <summary>Whether a request without a key is refused with 400. False: it runs, and nothing is stored. Default: true.</summary>
    public bool Required { get; set; } = true;

    /// <summary>How long an answer can be replayed: more than zero, longer than clients retry. Default: 24 h.</summary>
    public TimeSpan Ttl { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Length of the claim, which is how long a key stays taken after a crash; 10 ms or more. It is renewed at a third of that. Default: 30 s.</summary>
    public TimeSpan LockTtl { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What a duplicate does while the first request runs. Default: it is refused with 409.</summary>
    public InFlightBehavior InFlight { get; set; } = InFlightBehavior.Reject;

    /// <summary>How long a duplicate waits under <see cref="InFlightBehavior.Wait"/>; zero or more. More than 16 of one key in a process are refused with 409. Default: 10 s.</summary>
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What happens when the store cannot be asked. <see cref="IdempotencyUnavailable.Throw"/>: 503, and nothing runs. A ledger allows nothing else. Default: that.</summary>
    public IdempotencyUnavailable OnUnavailable { get; set; } = IdempotencyUnavailable.Throw;

    /// <summary>The methods whose requests have keys; others pass. Not empty, and no safe methods. Default: POST and PATCH.</summary>
    public ISet<string> Methods { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { HttpMethods.Post, HttpMethods.Patch };

    /// <summary>
    /// Who a key belongs to: another caller's equal key is another key. It is stored as a part of a hash only. Null or empty: the caller is
    /// anonymous, shares the space of all anonymous callers, and needs a key of 16 characters or more. Default: <see cref="ScopeOfUser"/>.
    /// </summary>
    public Func<HttpContext, string?> Scope { get; set; } = ScopeOfUser;

    /// <summary>
    /// Writes what makes a request the same one again, beside method and path, which always count. The body can be read from its beginning.
    /// Null: the query as it was sent, the media type and the body's bytes, or the parts of a multipart body.
    /// </summary>
    public Func<HttpContext, IBufferWriter<byte>, CancellationToken, ValueTask>? Fingerprint { get; set; }

    /// <summary>The largest body of a request in bytes, zero or more; a larger one is refused with 413. It is read before the endpoint runs. Default: 1 MiB.</summary>
    public long MaxRequestBody { get; set; } = 1024 * 1024;

    /// <summary>
    /// The largest body of an answer that is kept, in bytes, zero or more. A larger one reaches its caller while it is written, and duplicates are
    /// answered 409. Default: 256 KiB.
    /// </summary>
    public int MaxResponseBody { get; set; } = 256 * 1024;

    /// <summary>
    /// The endpoint's headers that a replay has too. Cookies, dates, challenges, limits and what belongs to a connection are refused at start.
    /// </summary>
    public ISet<string> ReplayHeaders { get; } = new HashSet<string>(ReplayableHeaders.Defaults, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// MVC authorization filters that a replay may skip: the type of the filter or of its attribute. An action with others is refused at start.
    /// Policies, <c>[Authorize]</c> and <c>RequireAuthorization</c> are not filters, and are checked before each replay.
    /// </summary>
    public ISet<Type> ReplayPast { get; } = new HashSet<Type>();

    /// <summary>
    /// Which statuses are kept; the others free the key. If it throws, the answer is kept. Default: all but 400, 401, 403, 406, 408, 413, 415, 425, 429
    /// and those of 500 and more.
    /// </summary>
    public Func<int, bool> ShouldStore { get; set; } = StoresByDefault;

    /// <summary>Where clients read how to use keys: the <c>type</c> of problems, and their <c>Link</c>. Absolute. Null: none.</summary>
    public Uri? Documentation { get; set; }

    /// <summary>Runs before a replay is sent, when status and headers are set. If it throws, nothing is replayed. Null: nothing runs.</summary>
    public Func<HttpContext, ValueTask>? OnReplay { get; set; }

    /// <summary>Keeps the answers in a ledger: sets <see cref="Ledger"/>.</summary>
    /// <param name="name">The name of the ledger; empty: the one without a name.</param>
    public void UseLedger(string name = "")
    {
        ArgumentNullException.ThrowIfNull(name);
        Ledger = name;
    }

    /// <summary>
    /// The default of <see cref="Scope"/>: issuer and value of the user's <c>sub</c>, otherwise of its <c>NameIdentifier</c>, otherwise of its
    /// <c>client_id</c>; null for a caller who is not authenticated.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <exception cref="InvalidOperationException">The user is authenticated and has none of these claims.</exception>
    public static string? ScopeOfUser(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return CallerScope.Of(http.User);
    }

    internal KvIdempotencyEndpointOptions Copy()
    {
        var copy = new KvIdempotencyEndpointOptions
        {
            Header = Header,
            Space = Space,
            Client = Client,
            Ledger = Ledger,
            Required = Required,
            Ttl = Ttl,
            LockTtl = LockTtl,
            InFlight = InFlight,
            WaitTimeout = WaitTimeout,
            OnUnavailable = OnUnavailable,
            Scope = Scope,
            Fingerprint = Fingerprint,
            MaxRequestBody = MaxRequestBody,
            MaxResponseBody = MaxResponseBody,
            ShouldStore = ShouldStore,
            Documentation = Documentation,
            OnReplay = OnReplay,
        };
        Replace(copy.Methods, Methods);
        Replace(copy.ReplayHeaders, ReplayHeaders);
        Replace(copy.ReplayPast, ReplayPast);
        return copy;
    }

    internal static void Replace<T>(ISet<T> target, IEnumerable<T> items)
    {
        target.Clear();
        target.UnionWith(items);
    }

    // The others say that the operation did not begin, or may be tried again.
    private static bool StoresByDefault(int status) =>
        status is not (400 or 401 or 403 or 406 or 408 or 413 or 415 or 425 or 429 or >= 500);
}
