using Dapper;
using Microsoft.Data.Sqlite;

namespace Tickets;

/// <summary>One SQLite file for all processes. Each query opens a connection, which SQLite pools.</summary>
internal sealed class Database
{
    public Database(string folder)
    {
        Directory.CreateDirectory(folder);
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "tickets.db") }.ToString();
        using var connection = Open();
        connection.Execute(Schema);
    }

    /// <summary>For what opens connections of its own, such as the ledger.</summary>
    public string ConnectionString { get; }

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        return connection;
    }

    // Tickets, charges and payments have no unique index: if something is done twice, it shows. An order that is not paid for keeps its seats for ten minutes.
    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, name TEXT NOT NULL, venue TEXT NOT NULL, city TEXT NOT NULL, starts TEXT NOT NULL, cents INTEGER NOT NULL, seats INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, event INTEGER NOT NULL REFERENCES events, seats INTEGER NOT NULL, cents INTEGER NOT NULL, charge TEXT, process TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
        CREATE VIEW IF NOT EXISTS seats_left AS
            SELECT e.id AS event, e.seats - coalesce((SELECT sum(o.seats) FROM orders o WHERE o.event = e.id AND (o.charge IS NOT NULL OR o.at > datetime('now', '-10 minutes'))), 0) AS seats FROM events e;
        CREATE TABLE IF NOT EXISTS tickets (id INTEGER PRIMARY KEY, sold_by INTEGER NOT NULL REFERENCES orders, code TEXT NOT NULL, process TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
        CREATE TABLE IF NOT EXISTS payments (charge TEXT NOT NULL, cents INTEGER NOT NULL, process TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
        CREATE TABLE IF NOT EXISTS logins (user TEXT NOT NULL, success INTEGER NOT NULL, process TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
        CREATE TABLE IF NOT EXISTS charges (id INTEGER PRIMARY KEY, key TEXT NOT NULL, cents INTEGER NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
        CREATE TABLE IF NOT EXISTS query_log (what TEXT NOT NULL, process TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
        CREATE TABLE IF NOT EXISTS demo (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        INSERT OR IGNORE INTO events VALUES
            (1, 'The Long Winter', 'Opera House', 'Oslo', '2027-03-12T19:30', 8900, 400),
            (2, 'Strings at Midnight', 'Harbour Hall', 'Oslo', '2027-03-19T23:00', 4500, 120),
            (3, 'Nine Small Machines', 'Old Tram Depot', 'Porto', '2027-04-02T20:00', 2800, 90),
            (4, 'A Map of Rain', 'Teatro do Rio', 'Porto', '2027-04-09T21:00', 3600, 250),
            (5, 'Slow Light', 'Observatory', 'Graz', '2027-04-23T21:30', 1900, 60),
            (6, 'The Paper Orchestra', 'Stadtsaal', 'Graz', '2027-05-07T18:00', 5200, 300);
        """;
}
