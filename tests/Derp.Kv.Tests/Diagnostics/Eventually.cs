namespace Derp.Kv.Tests.Diagnostics;

/// <summary>For what happens in the background, after the call that a test can wait for.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "It should have happened.");
            await Task.Yield();
        }
    }
}
