using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Decoding;

/// <summary>Adds what the bytes of a key say to a row, by the form that its name promises.</summary>
internal static class StoredKey
{
    /// <param name="row">Takes the facts.</param>
    /// <param name="name">The key.</param>
    /// <param name="bytes">What it holds.</param>
    /// <param name="types">Who may have written it.</param>
    /// <param name="show">Whether values are shown.</param>
    /// <returns>What is wrong with the bytes; null: nothing.</returns>
    public static string? Read(Row row, KeyName name, byte[] bytes, KnownTypes types, bool show)
    {
        switch (name.Space)
        {
            case KeySpace.Value or KeySpace.Staged:
                // The check of a staged value is that of the key which it will have.
                return ValueForm.Read(row, name.Bytes, bytes, types, isNamed: false, isStaged: name.Space == KeySpace.Staged, show);
            case KeySpace.Named:
                return ValueForm.Read(row, name.Bytes, bytes, types, isNamed: true, isStaged: false, show);
            case KeySpace.Lease:
                row.Add("valueKey", KeyText.Of(name.ValueKey));
                return LeaseForm.Read(row, bytes);
            case KeySpace.Record or KeySpace.HttpRecord:
                return RecordForm.Read(row, bytes, isHttp: name.Space == KeySpace.HttpRecord, types, show);
            case KeySpace.Limit:
                return CounterForm.Read(row, bytes);
            case KeySpace.Tag:
                return TagForms.ReadStamp(row, bytes);
            case KeySpace.Distributed:
                return DistributedForm.Read(row, bytes, show);
            case KeySpace.Evictions:
                return TagForms.ReadEvictions(row, bytes);
            case KeySpace.Wait:
                return bytes is [0, ..] ? null : "is no mark of a call that waits";
            default:
                Payload.AddBytes(row, bytes, show);
                return null;
        }
    }
}
