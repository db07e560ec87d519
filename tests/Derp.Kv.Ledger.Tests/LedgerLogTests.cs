using System.Reflection;
using Derp.Kv.Ledger.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Ledger.Tests;

/// <summary>The events of a ledger's log: their ids are a contract, and none holds a key or a value.</summary>
public sealed class LedgerLogTests : IAsyncLifetime
{
    private readonly FakeLogCollector _logs = new();
    private SqliteWorld _world = null!;
    private KvLedger _ledger = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await SqliteWorld.CreateAsync();
        _ledger = _world.Create(new KvLedgerOptions { Table = _world.Table, MaxValueSize = 3, LoggerFactory = new LoggerFactory([new FakeLoggerProvider(_logs)]) });
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
    }

    [Fact]
    public void Ids_and_names_are_stable()
    {
        var events = typeof(LedgerLog).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .OrderBy(static message => message.EventId)
            .Select(static message => $"{message.EventId} {message.EventName} {message.Level}");

        Assert.Equal(
            [
                "200 LedgerWaitsLong Information",
                "201 LedgerOversized Warning",
                "202 LedgerNotSerialized Error",
                "203 LedgerCommitUnanswered Warning",
                "204 LedgerSettled Information",
                "205 LedgerNotSettled Error",
                "206 LedgerShouldStoreThrew Error",
                "207 LedgerFailed Debug",
            ],
            events);
    }

    [Fact]
    public async Task Result_that_is_too_large_is_logged_once_a_method()
    {
        for (var i = 0; i < 2; i++)
            await _ledger.ExecuteAsync($"secret-{i}", static (_, _) => new("secret"), Utf8Serializer.Instance);

        Assert.Equal([201], Ids());
        Assert.DoesNotContain("secret", _logs.LatestRecord.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldStore_that_throws_is_logged_without_what_it_said()
    {
        await _ledger.ExecuteAsync("secret", static (_, _) => new("abc"), Utf8Serializer.Instance, options: new() { ShouldStore = static _ => throw new InvalidTimeZoneException("secret") });

        Assert.Equal([206], Ids());
        Assert.DoesNotContain("secret", _logs.GetSnapshot().Single(static record => record.Level > LogLevel.Debug).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_calls_log_nothing()
    {
        for (var i = 0; i < 2; i++)
            await _ledger.ExecuteAsync("key", static (_, _) => new("abc"), Utf8Serializer.Instance);

        Assert.Empty(_logs.GetSnapshot());
    }

    private int[] Ids() => [.. _logs.GetSnapshot().Where(static record => record.Level > LogLevel.Debug).Select(static record => record.Id.Id)];
}
