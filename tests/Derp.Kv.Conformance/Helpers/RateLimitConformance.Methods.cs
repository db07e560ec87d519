using Derp.Kv.Keys;
using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

// Whose permits a call takes.
public abstract partial class RateLimitConformance
{
    private static RateLimitedMethod<LoginKey> Method(string name, bool isShared = false, RateLimitAlgorithm algorithm = RateLimitAlgorithm.FixedWindow) =>
        new(name, "login:{user}", new RateLimitedPolicy { Limit = 1, Window = Minute, Shared = isShared, Algorithm = algorithm });

    private async Task<bool> IsAdmittedAsync(RateLimitedMethod<LoginKey> method, string user)
    {
        try
        {
            return await method.InvokeAsync(Store, new LoginKey(user), 0, static (_, _) => ValueTask.FromResult(true), default);
        }
        catch (RateLimitExceededException)
        {
            return false;
        }
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    [InlineData(RateLimitAlgorithm.TokenBucket)]
    public async Task K10_R12_Counters_of_two_methods_are_two(RateLimitAlgorithm algorithm)
    {
        var user = NewName();

        Assert.True(await IsAdmittedAsync(Method("Shop.SignIn", algorithm: algorithm), user));
        Assert.True(await IsAdmittedAsync(Method("Bank.SignIn", algorithm: algorithm), user));
        Assert.False(await IsAdmittedAsync(Method("Shop.SignIn", algorithm: algorithm), user));
    }

    [Fact]
    public async Task K10_R12_Counters_of_methods_that_both_share_are_one()
    {
        var user = NewName();

        Assert.True(await IsAdmittedAsync(Method("Shop.SignIn", isShared: true), user));
        Assert.False(await IsAdmittedAsync(Method("Bank.SignIn", isShared: true), user));
        Assert.True(await IsAdmittedAsync(Method("Bank.SignIn"), user));
        Assert.True(await Store.ExistsAsync(Bytes($"derp:limit:login:{user}")));
    }

    [Fact]
    public async Task K10_The_helper_does_not_spend_a_methods_permits()
    {
        var user = NewName();

        Assert.True((await Store.RateLimitAsync($"login:{user}", 1, Minute)).Allowed);
        Assert.True(await IsAdmittedAsync(Method("Shop.SignIn"), user));
        Assert.True(await IsAdmittedAsync(Method("Shop.SignIn", isShared: true), user));
    }

    [Fact]
    public async Task K10_Counters_of_two_methods_are_two_where_the_key_is_long()
    {
        var user = new string('x', 600) + NewName();

        Assert.True(await IsAdmittedAsync(Method("Shop.SignIn"), user));
        Assert.True(await IsAdmittedAsync(Method("Bank.SignIn"), user));
        Assert.False(await IsAdmittedAsync(Method("Bank.SignIn"), user));
    }

    private readonly struct LoginKey(string user) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("login:"u8);
            writer.Append(user);
        }
    }
}
