using Derp.Kv.DependencyInjection;
using Microsoft.AspNetCore.Builder;

namespace Derp.Kv.Page.Tests;

/// <summary>What differs between applications under test.</summary>
internal sealed record PageSetup
{
    public string Environment { get; init; } = "Development";

    public string? PathBase { get; init; }

    public Action<DerpKvBuilder> Client { get; init; } = static kv => kv.UseMemory();

    /// <summary>Null: seconds pass when the test says so.</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>Maps the page, and whatever else.</summary>
    public Action<WebApplication> Map { get; init; } = static app => app.MapDerpKv();
}
