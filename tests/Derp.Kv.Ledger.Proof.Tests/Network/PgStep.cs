namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>Where in a call on PostgreSQL something breaks.</summary>
internal enum PgStep
{
    /// <summary>The insert of the record is not sent, or in part.</summary>
    BeforeInsert,

    /// <summary>The record is inserted; the caller has not been told, or in part.</summary>
    Inserted,

    /// <summary>One of the effect's two rows is sent in part, or wholly and not answered.</summary>
    InBody,

    /// <summary>The update of the record and the commit are not sent, or in part.</summary>
    BeforeUpdate,

    /// <summary>The commit is sent; the break comes up to half a millisecond after.</summary>
    MidCommit,

    /// <summary>The server has committed; the caller has not been told, or in part.</summary>
    AfterCommit,

    /// <summary>At a random time after the start of the calls, whatever they do then.</summary>
    AnyMoment,
}

/// <summary>What is known of a call's commit from the bytes that went by.</summary>
internal enum PgFate
{
    /// <summary>The commit was not sent: nothing can be there.</summary>
    NotSent,

    /// <summary>It was sent: anything can be.</summary>
    Sent,

    /// <summary>The server has said that it committed: all must be there.</summary>
    Committed,
}
