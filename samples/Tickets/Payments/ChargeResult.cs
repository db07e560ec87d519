namespace Tickets.Payments;

internal abstract record ChargeResult
{
    internal sealed record Charged(string Id) : ChargeResult;

    internal sealed record Declined : ChargeResult;

    /// <summary>The provider may have charged, or not.</summary>
    internal sealed record Unknown : ChargeResult;
}
