using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

#nullable enable

namespace Shop.Old;

public partial record struct Old(KvClient Kv)
{
    [Obsolete("gone \"soon\"", false)]
    [Cached(Ttl = "5m")]
    private Task<int> GoneCoreAsync(int id, [CallerMemberName] string caller = "") => Task.FromResult(id + caller.Length);

    [Experimental("X1"), Cached(Ttl = "5m")]
    private Task<int> NewCoreAsync(int a = -1, double d = double.NaN, char c = '\'', DayOfWeek w = (DayOfWeek)(-1), decimal m = -1.50m) => Task.FromResult(a);

#if NEVER
    [Cached]
#endif
#nullable disable
    [Cached(Ttl = "5m")]
    private Task<string> ObliviousCoreAsync(string id = null) => Task.FromResult(id);
#nullable restore
}
