using System.Runtime.CompilerServices;

namespace Derp.Kv.Runtime;

/// <summary>What the configuration changes of the methods of one client. A reload puts a new object in its place.</summary>
/// <param name="changes">By descriptor.</param>
internal sealed class MethodOverrides(IReadOnlyDictionary<DescriptorKey, MethodOverride> changes)
{
    private static int s_numbers = -1;

    private readonly Lock _gate = new();
    private object?[] _terms = [];

    /// <summary>Descriptors are few and made once: their numbers are places in an array.</summary>
    public static int NextNumber() => Interlocked.Increment(ref s_numbers);

    /// <summary>The terms of one descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TTerms Of<TTerms>(Overridable<TTerms> method)
        where TTerms : class
    {
        var terms = Volatile.Read(ref _terms);
        return method.Number < terms.Length && Volatile.Read(ref terms[method.Number]) is { } known ? Unsafe.As<TTerms>(known) : Resolve(method);
    }

    // A descriptor is made when its class is first used, which may be after the configuration was read.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TTerms Resolve<TTerms>(Overridable<TTerms> method)
        where TTerms : class
    {
        lock (_gate)
        {
            var terms = _terms;
            if (method.Number >= terms.Length)
                Array.Resize(ref terms, method.Number + 16);
            terms[method.Number] ??= changes.TryGetValue(method.Key, out var own) ? method.With(own) : method.Own;
            Volatile.Write(ref _terms, terms);
            return Unsafe.As<TTerms>(terms[method.Number]!);
        }
    }
}
