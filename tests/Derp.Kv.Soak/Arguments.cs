using System.Globalization;

namespace Derp.Kv.Soak;

internal static class Arguments
{
    public static bool TryParse(string[] args, out TimeSpan time, out int seed)
    {
        (time, seed) = (TimeSpan.FromMinutes(10), Random.Shared.Next());
        if (args.Length % 2 != 0)
            return false;

        for (var i = 0; i < args.Length; i += 2)
        {
            if (!int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return false;
            switch (args[i])
            {
                case "--minutes":
                    time = TimeSpan.FromMinutes(number);
                    break;
                case "--seconds":
                    time = TimeSpan.FromSeconds(number);
                    break;
                case "--seed":
                    seed = number;
                    break;
                default:
                    return false;
            }
        }

        return time > TimeSpan.Zero;
    }
}
