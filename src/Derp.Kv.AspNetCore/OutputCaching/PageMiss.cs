using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.OutputCaching;

/// <summary>
/// What a request has found when it looked for a page in vain: kept with the request, so that it is gone when the request is, and never another request's.
/// </summary>
/// <param name="Key">Of the page.</param>
/// <param name="Latest">The latest eviction before it was rendered; null: it is not known.</param>
internal sealed record PageMiss(string Key, byte[]? Latest)
{
    private static readonly object s_item = new();

    public static void Keep(HttpContext http, PageMiss miss) => http.Items[s_item] = miss;

    /// <summary>Null: this request has not looked for the page.</summary>
    public static PageMiss? Find(HttpContext http, string key) => http.Items.TryGetValue(s_item, out var item) && item is PageMiss miss && miss.Key == key ? miss : null;
}
