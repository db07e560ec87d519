using System.Globalization;
using System.Text.Json;

namespace Derp.Kv.Tool.Output;

/// <summary>An object a line, each written when it is known. Facts without a value are left out.</summary>
internal sealed class JsonReport(Stream output) : Report
{
    public override bool Collects => false;

    public override void Add(Row row) => Write(row);

    public override void Show(Row row) => Write(row);

    public override void Tell(Row row)
    {
        Write(row);
        output.Flush();
    }

    public override void Finish() => output.Flush();

    private void Write(Row row)
    {
        using (var writer = new Utf8JsonWriter(output, JsonFormat.Writing))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in row)
            {
                if (value is not null)
                    Write(writer, name, value);
            }

            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteString(name, text);
                break;
            case bool truth:
                writer.WriteBoolean(name, truth);
                break;
            case int or long:
                writer.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                writer.WriteNumber(name, number);
                break;
            case ByteCount count:
                writer.WriteNumber(name, count.Bytes);
                break;
            case TimeSpan duration:
                writer.WriteNumber(name + "Ms", (long)duration.TotalMilliseconds);
                break;
            case Expiry { Left: { } left }:
                writer.WriteNumber(name + "Ms", (long)left.TotalMilliseconds);
                break;
            case Expiry:
                writer.WriteNull(name + "Ms");
                break;
            case DateTimeOffset moment:
                writer.WriteString(name, moment.UtcDateTime);
                break;
            case JsonText json:
                writer.WritePropertyName(name);
                writer.WriteRawValue(json.Utf8.Span, skipInputValidation: true);
                break;
            case IEnumerable<string> items:
                writer.WriteStartArray(name);
                foreach (var item in items)
                    writer.WriteStringValue(item);
                writer.WriteEndArray();
                break;
            default:
                throw new NotSupportedException($"A row cannot have a {value.GetType()}.");
        }
    }
}
