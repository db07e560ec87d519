using System.Globalization;
using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Near;

namespace Derp.Kv.Tests.Races.NearModel;

/// <summary>
/// The keys of all schedules: the first two depend on one generation. Their flights are in parts of their own.
/// </summary>
internal static class NearModelKeys
{
    /// <summary>Of the hashes of keys, for all clients.</summary>
    public const ulong Seed = 23;

    private const int FlightStripes = 128;

    private static readonly FlightMap s_flights = new() { Seed = Seed };

    public static readonly string[] All = Choose();

    public static byte[] Written(string name) => Encoding.UTF8.GetBytes($"near:{name}");

    private static string[] Choose()
    {
        var byStripe = new Dictionary<int, string>();
        for (var i = 0; ; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"k{i}");
            var stripe = Generations.StripeOf(KeyDigest.Of(Written(name)));
            if (byStripe.TryGetValue(stripe, out var twin) && FlightStripeOf(twin) != FlightStripeOf(name))
                return [twin, name, byStripe.Values.First(other => FlightStripeOf(other) != FlightStripeOf(twin) && FlightStripeOf(other) != FlightStripeOf(name))];
            byStripe[stripe] = name;
        }
    }

    private static int FlightStripeOf(string name) => s_flights.HashOf(Written(name)) & (FlightStripes - 1);
}
