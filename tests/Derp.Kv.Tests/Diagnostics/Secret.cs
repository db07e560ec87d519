using System.Text;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>Text that must not turn up where others can read it.</summary>
internal static class Secret
{
    private const string Mark = "5ecret7f3a";

    public const string Key = $"key-{Mark}-key";
    public const string Value = $"value-{Mark}-value";
    public const string Argument = $"argument-{Mark}-argument";

    public static readonly byte[] Bytes = Encoding.UTF8.GetBytes(Value);

    private static readonly string[] s_forms =
    [
        Mark,
        Convert.ToHexString(Encoding.UTF8.GetBytes(Mark)),
        BitConverter.ToString(Encoding.UTF8.GetBytes(Mark)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Key))[..12],
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Value))[..12],
    ];

    public static void AssertNotIn(string? text) =>
        Assert.All(s_forms, form => Assert.DoesNotContain(form, text ?? "", StringComparison.OrdinalIgnoreCase));
}
