using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;

namespace Derp.Kv.Tool.Manifests;

/// <summary>The enums of an assembly. A key has their numbers, and who types a command their names.</summary>
internal sealed class EnumTypes
{
    private readonly Dictionary<string, Dictionary<string, string>> _numbers = [];

    public EnumTypes(MetadataNames names)
    {
        var reader = names.Reader;
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            if (names.SimpleName(type.BaseType) == nameof(Enum))
                _numbers[names.FullName(handle)] = type.GetFields().Select(reader.GetFieldDefinition).Where(static f => f.Attributes.HasFlag(FieldAttributes.Literal)).ToDictionary(f => reader.GetString(f.Name), f => NumberOf(reader, f));
        }
    }

    /// <summary>Whether a type, as C# names it, is one of them.</summary>
    public bool Has(string type) => _numbers.ContainsKey(type);

    /// <summary>The number of a member, or the number itself; null: the enum has no such member.</summary>
    public string? NumberOf(string type, string text)
    {
        if (_numbers[type].TryGetValue(text, out var number))
            return number;
        return Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given) ? given.ToString(CultureInfo.InvariantCulture) : null;
    }

    private static string NumberOf(MetadataReader reader, FieldDefinition field)
    {
        var constant = reader.GetConstant(field.GetDefaultValue());
        return Convert.ToString(reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode), CultureInfo.InvariantCulture)!;
    }
}
