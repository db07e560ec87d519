namespace Derp.Kv.Ledger.Databases;

/// <summary>What a database answers to a call that asks for a key.</summary>
internal readonly struct LedgerAnswer
{
    private LedgerAnswer(AnswerKind kind, LedgerSession? session, LedgerRow? row) => (Kind, Session, Row) = (kind, session, row);

    /// <summary>Another call holds the key, or on SQLite the database, longer than this one was to wait.</summary>
    public static LedgerAnswer Busy { get; } = new(AnswerKind.Busy, null, null);

    /// <summary>What stood has changed while the call was asking: it has to ask again.</summary>
    public static LedgerAnswer Again { get; } = new(AnswerKind.Again, null, null);

    public AnswerKind Kind { get; }

    /// <summary>The transaction that has the key.</summary>
    public LedgerSession? Session { get; }

    /// <summary>What stands under the key.</summary>
    public LedgerRow? Row { get; }

    public static LedgerAnswer Taken(LedgerSession session) => new(AnswerKind.Taken, session, null);

    public static LedgerAnswer Standing(LedgerRow row) => new(AnswerKind.Standing, null, row);
}

internal enum AnswerKind
{
    Busy,
    Again,
    Taken,
    Standing,
}
