namespace Derp.Kv.Generators.Infrastructure;

/// <summary>Shortens names where a word ends, so that what is left can be read.</summary>
internal static class WordCut
{
    /// <summary>The longest beginning that ends before a capital letter, a dot or an underscore; of a name without words just the beginning.</summary>
    public static string Shorten(string name, int maxLength)
    {
        if (name.Length <= maxLength)
            return name;
        for (int length = maxLength; length > maxLength / 2; length--)
        {
            if (name[length] is '_' or '.' || (char.IsUpper(name[length]) && !char.IsUpper(name[length - 1])))
                return name.Substring(0, length).TrimEnd('_', '.');
        }

        return name.Substring(0, maxLength);
    }
}
