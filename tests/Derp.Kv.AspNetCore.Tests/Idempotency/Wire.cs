using System.Net;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>Which store an application has, and which protocol its callers speak.</summary>
public enum Wire
{
    MemoryOverHttp1,
    MemoryOverHttp2,
    ValkeyOverHttp1,
    ValkeyOverHttp2,
}

internal static class Wires
{
    public static TheoryData<Wire> All => [.. Enum.GetValues<Wire>()];

    public static bool IsValkey(this Wire wire) => wire is Wire.ValkeyOverHttp1 or Wire.ValkeyOverHttp2;

    public static Version Version(this Wire wire) =>
        wire is Wire.MemoryOverHttp2 or Wire.ValkeyOverHttp2 ? HttpVersion.Version20 : HttpVersion.Version11;
}
