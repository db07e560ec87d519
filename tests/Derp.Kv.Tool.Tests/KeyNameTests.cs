using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Tool.Keys;

namespace Derp.Kv.Tool.Tests;

public class KeyNameTests
{
    [Theory]
    [InlineData("product:7", KeySpace.Value)]
    [InlineData("derp:once:a", KeySpace.Record)]
    [InlineData("derp:webhook:a", KeySpace.Record)]
    [InlineData("derp:idempotency:a", KeySpace.Record)]
    [InlineData("derp:http:0011", KeySpace.HttpRecord)]
    [InlineData("derp:limit:a%m00112233%sliding", KeySpace.Limit)]
    [InlineData("derp:ratelimit:a", KeySpace.Limit)]
    [InlineData("derp:limiter:a:b", KeySpace.Limit)]
    [InlineData("derp:tag:tenant:7", KeySpace.Tag)]
    [InlineData("derp:hybrid:a", KeySpace.Named)]
    [InlineData("derp:page:a", KeySpace.Named)]
    [InlineData("derp:cache:a", KeySpace.Distributed)]
    [InlineData("derp:evictions", KeySpace.Evictions)]
    [InlineData("{derp:once:a}%wait", KeySpace.Wait)]
    [InlineData("derpy:once:a", KeySpace.Value)]
    [InlineData("{a}b}%lock%", KeySpace.Reserved)]
    internal void A_name_tells_the_space_with_and_without_a_known_prefix(string key, KeySpace space)
    {
        Assert.Equal(space, KeyName.Of(Encoding.UTF8.GetBytes(key), default).Space);
        Assert.Equal(space, KeyName.Of(Encoding.UTF8.GetBytes("shop:" + key), "shop:"u8).Space);
        Assert.Equal(space, KeyName.Of(Encoding.UTF8.GetBytes("shop:" + key), default).Space);
    }

    [Fact]
    public void A_known_prefix_keeps_another_application_out() =>
        Assert.Equal(KeySpace.Value, KeyName.Of([.. "other:derp:once:a"u8], "shop:"u8).Space);

    [Theory]
    [InlineData("product:7")]
    [InlineData("{acme}:product:7")]
    [InlineData("a}b")]
    public void A_lease_names_its_value(string key)
    {
        var name = KeyName.Of(LeaseKey.Of(Encoding.UTF8.GetBytes(key)), default);
        Assert.Equal((KeySpace.Lease, key), (name.Space, Encoding.UTF8.GetString(name.ValueKey!)));
    }

    [Fact]
    public void A_staged_value_is_neither() =>
        Assert.Equal(KeySpace.Staged, KeyName.Of(LeaseKey.StagingOf(LeaseKey.Of("product:7"u8), LeaseToken.Create()), default).Space);
}
