
namespace Derp.Kv.Diagnostics;

/// <summary>
/// <c>db.client.operation.duration</c> by OpenTelemetry's conventions, for each operation of a client on a server: the client libraries have
/// traces, and no metrics. While nobody listens, an operation pays the check of a field, and reads no clock.
/// </summary>
internal static class OperationMetrics
{
    /// <summary>In place of a time: the operation is not measured.</summary>
    public const long NotTimed = long.MinValue;

    public const string Publish = "PublishAsync";
    private const string Script = "EVALSHA";
    private const string Suffix = "Async";

    /// <summary>When the operation began, if somebody wants to know.</summary>
    public static long Begin(KvClient client) =>
        KvMetrics.Operations is { Enabled: true } && client.Database is not null ? client.Time.GetTimestamp() : NotTimed;

    public static void Succeeded(KvClient client, string operation, long began)
    {
        if (began != NotTimed)
            Record(client, operation, began, null);
    }

    public static void Failed(KvClient client, string operation, long began, Exception exception)
    {
        if (began != NotTimed)
            Record(client, operation, began, exception);
    }

    private static void Record(KvClient client, string operation, long began, Exception? exception)
    {
        var (duration, server) = (client.Time.GetElapsedTime(began), client.Database!);
        var command = CommandOf(operation);
        Span<KeyValuePair<string, object?>> tags =
        [
            new("db.system.name", DatabaseIdentity.System),
            new("db.namespace", server.Namespace),
            new("db.operation.name", command ?? Script),
            default, default, default, default, default,
        ];
        var count = 3;
        if (command is null)
            tags[count++] = new("db.stored_procedure.name", operation.EndsWith(Suffix, StringComparison.Ordinal) ? operation[..^Suffix.Length] : operation);
        if (server.Address is { } address)
        {
            tags[count++] = new("server.address", address);
            tags[count++] = new("server.port", server.Port);
        }

        if (exception is not null)
        {
            var code = (exception as KvException)?.Code;
            if (code is not null)
                tags[count++] = new("db.response.status_code", code);
            tags[count++] = new("error.type", code ?? (exception is KvUnavailableException { Because: UnavailableBecause.TimedOut } ? "timeout" : exception.GetType().FullName));
        }

        Quietly.Record(KvMetrics.Operations, duration, tags[..count]);
    }

    // By the method of KvClient; null: it runs a script. Not a frozen table, whose code makes a program that is compiled ahead of time larger.
    private static string? CommandOf(string operation) => operation switch
    {
        nameof(KvClient.ConnectAsync) => "PING",
        nameof(KvClient.DeleteAsync) or nameof(KvClient.DeleteManyAsync) => "UNLINK",
        nameof(KvClient.ExistsAsync) => "EXISTS",
        nameof(KvClient.ExpireAsync) => "PEXPIRE",
        nameof(KvClient.GetAsync) => "GET",
        nameof(KvClient.IncrAsync) => "INCR",
        nameof(KvClient.MGetAsync) => "MGET",
        nameof(KvClient.MSetAsync) => "MSET",
        nameof(KvClient.ScanAsync) => "SCAN",
        nameof(KvClient.SetAsync) or nameof(KvClient.SetNxAsync) or nameof(KvClient.SetNxGetAsync) => "SET",
        nameof(KvClient.SubscribeToNoticesAsync) or nameof(KvClient.InnerOperations.SubscribeToNearNoticesAsync) => "SUBSCRIBE",
        nameof(KvClient.TtlAsync) => "PTTL",
        Publish => "PUBLISH",
        _ => null,
    };
}
