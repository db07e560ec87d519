using System.Globalization;
using System.Text;

namespace Derp.Kv.Worker;

/// <summary>
/// Holds a lease or a claim. <c>hold KEY MILLISECONDS</c> starts a call with such a lease; its body writes <c>holding</c> and
/// ends when it reads <c>finish</c>. The call's value follows: <c>result 4711</c>.
/// </summary>
internal static class Holding
{
    public static Task LeaseAsync(KvClient client, Steering steering) => RunAsync(steering, async (key, lease, body) =>
    {
        var value = await client.GuardedGetAsync(
            Encoding.UTF8.GetBytes(key), async _ => Encoding.UTF8.GetBytes(await body()), TimeSpan.FromMinutes(5), lease);
        return Encoding.UTF8.GetString(value);
    });

    public static Task ClaimAsync(KvClient client, Steering steering) => RunAsync(steering, async (key, lease, body) =>
    {
        var result = await client.IdempotentExecuteAsync(
            key, async ValueTask<string?> (_) => await body(), Utf8Serializer.Instance, options: new() { LockTtl = lease });
        return result.Value!;
    });

    private static async Task RunAsync(Steering steering, Func<string, TimeSpan, Func<Task<string>>, Task<string>> call)
    {
        if (await steering.ReadAsync() is not ["hold", var key, var milliseconds])
            throw new InvalidOperationException("Expected the line 'hold KEY MILLISECONDS'.");
        var value = await call(key, TimeSpan.FromMilliseconds(double.Parse(milliseconds, CultureInfo.InvariantCulture)), async () =>
        {
            steering.Write("holding");
            await steering.ExpectAsync("finish");
            return Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        });
        steering.Write($"result {value}");
    }
}
