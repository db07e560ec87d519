namespace Derp.Kv.AspNetCore.Idempotency.Mapping;

/// <summary>What one call of <c>WithIdempotency</c> adds to the metadata of its endpoints; outer groups come before inner ones.</summary>
/// <param name="Configure">Changes the options; null: nothing.</param>
/// <param name="OnlyMarked">Whether only endpoints with the attribute are meant: actions of controllers.</param>
internal sealed record IdempotencyLayer(Action<KvIdempotencyEndpointOptions>? Configure, bool OnlyMarked);

/// <summary>Takes an endpoint out of the <c>WithIdempotency</c> of its group.</summary>
internal sealed class IdempotencyDisabled
{
    public static IdempotencyDisabled Instance { get; } = new();
}

/// <summary>An endpoint that was decided on: wrapped, or without a method that has keys. A group around it then leaves it alone.</summary>
internal sealed class IdempotencyDecided
{
    public static IdempotencyDecided Instance { get; } = new();
}
