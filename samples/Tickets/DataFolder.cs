namespace Tickets;

/// <summary>Where the database is. A folder of this run alone is deleted at its end.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly bool _temporary;

    public DataFolder(string? path)
    {
        _temporary = path is null;
        Path = path is null ? Directory.CreateTempSubdirectory("tickets-").FullName : System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(Path);

    public void Dispose()
    {
        if (!_temporary)
            return;
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}
