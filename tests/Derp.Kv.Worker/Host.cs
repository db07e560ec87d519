using System.Globalization;
using Derp.Kv.StackExchangeRedis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Derp.Kv.Worker;

/// <summary>What a scenario works with: its server, and whoever steers it.</summary>
internal sealed record Host(int Port, Steering Steering)
{
    public KvClient Connect(int? port = null, TimeSpan? operationTimeout = null, ILoggerFactory? loggers = null) => new StackExchangeRedisKvClient(
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port ?? Port}"),
        new KvClientOptions
        {
            OperationTimeout = operationTimeout ?? TimeSpan.FromSeconds(10),
            LoggerFactory = loggers ?? NullLoggerFactory.Instance,
        });
}
