namespace Shop
{
    public static partial class Mails
    {
        public static KvClient Kv { get; set; } = null!;

        [Idempotent("mail:{id}", Ttl = "1d", WaitTimeout = "250ms")]
        private static ValueTask SendCoreAsync(Guid id, List<string?> to, [NotKey] object? log = null) => default;

        [RateLimited("log-in:{{{user}}}", Limit = 5, Window = "1m", Algorithm = RateLimitAlgorithm.SlidingWindow, Cost = 2)]
        internal static async Task LogInCoreAsync(string user) => await Task.Yield();
    }
}
