namespace Derp.Kv.Tests;

public sealed class KvClientOptionsTests
{
    public static TheoryData<KvClientOptions, string> Wrong => new()
    {
        { new() { Name = null! }, nameof(KvClientOptions.Name) },
        { new() { KeyPrefix = null! }, nameof(KvClientOptions.KeyPrefix) },
        { new() { KeyPrefix = "\ud800" }, nameof(KvClientOptions.KeyPrefix) },
        { new() { TimeProvider = null! }, nameof(KvClientOptions.TimeProvider) },
        { new() { LoggerFactory = null! }, nameof(KvClientOptions.LoggerFactory) },
        { new() { OperationTimeout = TimeSpan.FromMilliseconds(9) }, nameof(KvClientOptions.OperationTimeout) },
        { new() { OperationTimeout = TimeSpan.FromMinutes(11) }, nameof(KvClientOptions.OperationTimeout) },
        { new() { DisposeTimeout = TimeSpan.FromTicks(-1) }, nameof(KvClientOptions.DisposeTimeout) },
        { new() { DisposeTimeout = TimeSpan.FromMinutes(11) }, nameof(KvClientOptions.DisposeTimeout) },
        { new() { MaxValueSize = 0 }, nameof(KvClientOptions.MaxValueSize) },
        { new() { MemoryMaxEntries = 0 }, nameof(KvClientOptions.MemoryMaxEntries) },
        { new() { MemoryMaxBytes = 0 }, nameof(KvClientOptions.MemoryMaxBytes) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_option_is_refused_at_construction_and_named(KvClientOptions options, string name)
    {
        var exception = Assert.Throws<ArgumentException>(() => new MemoryKvClient(options));

        Assert.Contains($"KvClientOptions.{name}", exception.Message, StringComparison.Ordinal);
    }
}
