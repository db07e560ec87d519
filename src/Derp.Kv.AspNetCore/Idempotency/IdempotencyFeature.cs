namespace Derp.Kv.AspNetCore.Idempotency;

/// <inheritdoc cref="IKvIdempotencyFeature"/>
internal sealed class IdempotencyFeature(string key, CancellationToken callerGone) : IKvIdempotencyFeature
{
    public string Key { get; } = key;

    public bool IsReplay { get; set; }

    public CancellationToken ClaimLost { get; set; }

    public CancellationToken CallerGone { get; } = callerGone;
}
