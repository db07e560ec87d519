using System.Text.RegularExpressions;
using Derp.Kv.Generators.Parsing.Keys;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Batches;

/// <summary>How a template may name an item: so that no two items of one call have one key.</summary>
internal static class EachTemplate
{
    private static readonly Regex s_whole = new("^[DdXx][0-9]{0,2}$");

    /// <summary>Why the placeholder may give two items one key, as the end of a sentence about it; null if it cannot, or if it names no item.</summary>
    public static string? Problem(IParameterSymbol parameter, TemplateHole hole) => parameter switch
    {
        _ when !EachParameter.Is(parameter) || EachParameter.ItemOf(parameter.Type) is null => null,
        _ when hole.Path.Length > 1 => $"it is a part of an item of '{parameter.Name}', so that two items could have one key; name {{{parameter.Name}}}, the whole item",
        _ when hole.Format is { } format && !KeepsAll(EachParameter.ItemOf(parameter.Type)!, format) =>
            $"the format can give two items of '{parameter.Name}' one text; name {{{parameter.Name}}} without it",
        _ => null,
    };

    // Formats of a Guid and whole numbers in digits lose nothing.
    private static bool KeepsAll(ITypeSymbol item, string format) =>
        item.Is("System", "Guid")
        || (item.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64 && s_whole.IsMatch(format));
}
