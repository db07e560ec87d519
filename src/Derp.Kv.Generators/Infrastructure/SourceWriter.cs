using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.Generators.Infrastructure;

/// <summary>
/// Writes indented source with <c>\n</c>, whatever the machine. Text may span lines (a raw string literal): each is
/// indented, and an empty line stays empty.
/// </summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _lineStart = true;
    private int _lineBegan;

    /// <summary>Where the next character goes, from 0.</summary>
    public int Column => _lineStart ? _depth * 4 : _text.Length - _lineBegan;

    public SourceWriter Write(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            var stop = end < 0 ? text.Length : end;
            WriteWithinLine(text, start, stop > start && text[stop - 1] == '\r' ? stop - 1 : stop);
            if (end < 0)
                break;
            WriteLine();
            start = end + 1;
        }

        return this;
    }

    public SourceWriter WriteLine(string text)
    {
        Write(text);
        return WriteLine();
    }

    public SourceWriter WriteLine()
    {
        _text.Append('\n');
        _lineStart = true;
        _lineBegan = _text.Length;
        return this;
    }

    /// <summary>Opens a brace on its own line and indents until disposal closes it.</summary>
    /// <param name="end">What follows the closing brace, such as <c>;</c>.</param>
    public Scope WriteBlock(string end = "")
    {
        WriteLine("{");
        _depth++;
        return new Scope(this, "}" + end);
    }

    /// <summary>Indents until disposal.</summary>
    public Scope Indent()
    {
        _depth++;
        return new Scope(this, null);
    }

    public SourceText ToSourceText() => SourceText.From(ToString(), Encoding.UTF8);

    public override string ToString() => _text.ToString();

    private void WriteWithinLine(string text, int start, int end)
    {
        if (start == end)
            return;
        if (_lineStart)
            _text.Append(' ', _depth * 4);
        _text.Append(text, start, end - start);
        _lineStart = false;
    }

    internal readonly struct Scope(SourceWriter writer, string? end) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            if (end is not null)
                writer.WriteLine(end);
        }
    }
}
