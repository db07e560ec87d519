using System.Text.Json;

namespace Derp.Kv.Page.Tests;

/// <summary>Reads the page's JSON.</summary>
internal static class FigureReading
{
    extension(JsonElement figures)
    {
        /// <summary>The row of a method, limit or route.</summary>
        public JsonElement? Row(string table, string name)
        {
            foreach (var row in figures.GetProperty(table).EnumerateArray())
            {
                if (row.GetProperty(table == "routes" ? "route" : "method").GetString() == name)
                    return row;
            }

            return null;
        }

        /// <summary>A number of a row; 0 without the row.</summary>
        public long Count(string table, string name, string column) => figures.Row(table, name)?.GetProperty(column).GetInt64() ?? 0;

        /// <summary>What a line's seconds add up to.</summary>
        public double Sum(string line) => figures.GetProperty("lines").GetProperty(line).EnumerateArray().Sum(static rate => rate.GetDouble());

        public int Now(string name) => figures.GetProperty("now").GetProperty(name).GetInt32();
    }
}
