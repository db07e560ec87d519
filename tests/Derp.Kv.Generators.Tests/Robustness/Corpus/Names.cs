namespace @namespace.@int.Größe;

public partial class @class(KvClient @this)
{
    [Cached("{string:X}:{self}", Ttl = "1ms", Name = "new")]
    private Task<int> @event(int @string, string self = "\"\n\u0000") => Task.FromResult(@string + self.Length);

    [Cached(Ttl = "7d")]
    private Task<int> πCoreAsync(int writer, int[] item, int @await, string @field, int? value, nint ct) => Task.FromResult(writer + item.Length);
}

public class Value;

public class Int32;
