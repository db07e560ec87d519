using Derp.Kv.Coordination.Scripts;

namespace Derp.Kv.Coordination.Permits;

/// <summary>The arguments of <see cref="EachPermitScript"/>: each distinct setting once.</summary>
internal static class EachPermit
{
    public static long[] ArgumentsOf(PermitRequest[] requests)
    {
        var distinct = new List<PermitRequest>(1);
        var numbers = new int[requests.Length];
        for (var i = 0; i < requests.Length; i++)
        {
            var number = distinct.IndexOf(requests[i]);
            if (number < 0)
            {
                number = distinct.Count;
                distinct.Add(requests[i]);
            }

            numbers[i] = number;
        }

        var settings = ManyPermits.ArgumentsOf(distinct);
        var arguments = new long[1 + settings.Length + (distinct.Count > 1 ? numbers.Length : 0)];
        arguments[0] = distinct.Count;
        settings.CopyTo(arguments, 1);
        if (distinct.Count > 1)
            Array.ConvertAll(numbers, static number => (long)number).CopyTo(arguments, 1 + settings.Length);
        return arguments;
    }
}
