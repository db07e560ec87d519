namespace Tickets;

/// <summary>Which process this is. Every response and every row that it writes says so.</summary>
internal sealed class ThisProcess(Settings settings, TimeProvider clock)
{
    public string Name => settings.Name;

    public DateTimeOffset Now => clock.GetUtcNow();
}
