using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;

namespace Tickets.Demo;

[JsonConverter(typeof(JsonStringEnumConverter<ProviderMode>))]
internal enum ProviderMode
{
    Charge,
    Delay,
    Fail,
    Die,
}

/// <summary>How the provider behaves. One that does not know idempotency keys charges for each request.</summary>
internal sealed record ProviderBehaviour(ProviderMode Mode = ProviderMode.Charge, bool KnowsKeys = true);

/// <summary>How the query of an event behaves.</summary>
internal sealed record QueryBehaviour(int Milliseconds = 1000, bool Fails = false);

/// <summary>What the visitor has set. It is in the database, so that it holds for both processes.</summary>
internal sealed class DemoSwitches(Database database)
{
    public ProviderBehaviour Provider
    {
        get => Read<ProviderBehaviour>("provider");
        set => Write("provider", value);
    }

    public QueryBehaviour Query
    {
        get => Read<QueryBehaviour>("query");
        set => Write("query", value);
    }

    private T Read<T>(string name)
    {
        using var connection = database.Open();
        var json = connection.QuerySingleOrDefault<string>("SELECT value FROM demo WHERE name = @name", new { name });
        return JsonSerializer.Deserialize<T>(json ?? "{}", JsonSerializerOptions.Web)!;
    }

    private void Write<T>(string name, T value)
    {
        using var connection = database.Open();
        connection.Execute(
            "INSERT INTO demo VALUES (@name, @json) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            new { name, json = JsonSerializer.Serialize(value, JsonSerializerOptions.Web) });
    }
}
