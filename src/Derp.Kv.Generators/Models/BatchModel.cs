namespace Derp.Kv.Generators.Models;

/// <summary>What a cached method with an <c>[Each]</c> parameter has besides.</summary>
/// <param name="Ordinal">That of the <c>[Each]</c> parameter.</param>
/// <param name="ItemType">With annotations.</param>
/// <param name="Entries">The descriptor of the values: a field of the holder, or that of another method's.</param>
/// <param name="OwnsEntries">Whether the holder has the descriptor and the key of the values.</param>
/// <param name="MaxBatch">The largest number of items of one run; 1 or more.</param>
internal sealed record BatchModel(int Ordinal, string ItemType, string Entries, bool OwnsEntries, int MaxBatch)
{
    /// <summary>Whether the result is a list with one place an item, not a dictionary.</summary>
    public bool IsAligned { get; init; }

    /// <summary>Whether entries are the nullable of the result's value type, since what is absent is a null there.</summary>
    public bool ConvertsValues { get; init; }

    /// <summary>Whether the body takes a <c>List</c>, which an array is not.</summary>
    public bool TakesList { get; init; }

    /// <summary>Whether the body's result and the entries differ in annotations.</summary>
    public bool NeedsForgiving { get; init; }
}
