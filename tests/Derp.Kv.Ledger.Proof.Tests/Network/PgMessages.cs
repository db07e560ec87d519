using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>What a message of PostgreSQL's protocol has the server do in the end, as far as a cut needs to know.</summary>
internal enum PgAct
{
    None,
    Insert,
    Effect,
    Update,
    Commit,
}

/// <summary>
/// Where messages end in one direction of a connection, and what is executed by them. Field by field: a type of one byte, but for the first
/// message of a client; the length with itself, 4 bytes; the content.
/// </summary>
internal sealed class PgMessages(bool fromClient)
{
    private const string KeyPrefix = "derp:idempotency:";

    private static readonly SearchValues<byte> s_keyBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-"u8);

    private readonly Dictionary<string, string> _statements = new(StringComparer.Ordinal);
    private byte[] _rest = [];
    private bool _isStarted = !fromClient;
    private string _bound = "";

    /// <summary>The idempotency key that was last seen in a parameter of an insert.</summary>
    public string? Key { get; private set; }

    /// <summary>How many rows of an effect have been sent since.</summary>
    public int Effects { get; private set; }

    /// <summary>The messages that a packet completes: where each ends in it, and what it does.</summary>
    public IReadOnlyList<(int End, PgAct Act)> Read(ReadOnlySpan<byte> packet)
    {
        var found = new List<(int End, PgAct Act)>();
        byte[] all = [.. _rest, .. packet];
        var at = 0;
        while (true)
        {
            var head = _isStarted ? 1 : 0;
            if (all.Length - at < head + 4)
                break;
            var length = head + BinaryPrimitives.ReadInt32BigEndian(all.AsSpan(at + head));
            if (all.Length - at < length)
                break;
            var act = _isStarted ? ActOf((char)all[at], all.AsSpan(at + 5, length - 5)) : PgAct.None;
            _isStarted = true;
            at += length;
            found.Add((at - _rest.Length, act));
        }

        _rest = all[at..];
        return found;
    }

    private PgAct ActOf(char type, ReadOnlySpan<byte> content)
    {
        if (!fromClient)
            return type == 'C' && content.StartsWith("COMMIT"u8) ? PgAct.Commit : PgAct.None;
        switch (type)
        {
            case 'Q':
                return ActOf(Text(content, out _));
            case 'P':
                var name = Text(content, out var rest);
                _statements[name] = Text(rest, out _);
                return PgAct.None;
            case 'B':
                _ = Text(content, out var afterPortal);
                _bound = _statements.GetValueOrDefault(Text(afterPortal, out var parameters), "");
                Note(ActOf(_bound), parameters);
                return PgAct.None;
            case 'E':
                return ActOf(_bound);
            default:
                return PgAct.None;
        }
    }

    private void Note(PgAct act, ReadOnlySpan<byte> parameters)
    {
        if (act == PgAct.Insert)
            (Key, Effects) = (KeyIn(parameters) ?? Key, 0);
        else if (act == PgAct.Effect)
            Effects++;
    }

    private static PgAct ActOf(string sql) => sql.AsSpan().TrimStart() switch
    {
        var text when text.StartsWith("COMMIT", StringComparison.OrdinalIgnoreCase) => PgAct.Commit,
        var text when text.Contains("INTO effects", StringComparison.OrdinalIgnoreCase) => PgAct.Effect,
        var text when !text.Contains("derp_kv_ledger", StringComparison.Ordinal) => PgAct.None,
        var text when text.Contains("INSERT", StringComparison.OrdinalIgnoreCase) => PgAct.Insert,
        var text when text.Contains("UPDATE", StringComparison.OrdinalIgnoreCase) => PgAct.Update,
        _ => PgAct.None,
    };

    private static string? KeyIn(ReadOnlySpan<byte> parameters)
    {
        var start = parameters.IndexOf(Encoding.ASCII.GetBytes(KeyPrefix));
        if (start < 0)
            return null;
        var key = parameters[(start + KeyPrefix.Length)..];
        var length = key.IndexOfAnyExcept(s_keyBytes);
        return Encoding.ASCII.GetString(length < 0 ? key : key[..length]);
    }

    private static string Text(ReadOnlySpan<byte> content, out ReadOnlySpan<byte> rest)
    {
        var end = content.IndexOf((byte)0);
        rest = content[(end + 1)..];
        return Encoding.UTF8.GetString(content[..end]);
    }
}
