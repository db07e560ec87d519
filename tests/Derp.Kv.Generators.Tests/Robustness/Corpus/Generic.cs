public partial struct Outer<T> where T : notnull
{
    internal sealed partial record Inner<TItem>(KvClient Kv)
    {
        [Cached(Ttl = "1h30m", Name = "Find")]
        private ValueTask<int?> LookUp<TKey>(IReadOnlyList<DayOfWeek?>? days, TimeSpan? since = null, params string[] rest)
            where TKey : class?, IComparable<TKey>, new() => default;

        [RateLimited("all", Limit = 100, Window = "1h")]
        private Task<TItem?> AllCoreAsync<TCache, TOther>() where TCache : unmanaged where TOther : struct, Enum => Task.FromResult<TItem?>(default);
    }
}
