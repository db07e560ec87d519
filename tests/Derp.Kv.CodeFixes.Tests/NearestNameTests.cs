namespace Derp.Kv.CodeFixes.Tests;

public class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "ABC", 3)]
    [InlineData("KITTEN", "SITTING", 3)]
    [InlineData("FLAW", "LAWN", 2)]
    [InlineData("SAME", "SAME", 0)]
    public void Distance(string a, string b, int expected)
    {
        Assert.Equal(expected, NearestName.Distance(a, b));
        Assert.Equal(expected, NearestName.Distance(b, a));
    }

    [Theory]
    [InlineData("tenant", "tenantId")]
    [InlineData("SKU", "sku")]
    [InlineData("Lenght", "Length")]
    [InlineData("nothing", null)]
    [InlineData("", null)]
    public void Nearest(string name, string? expected) => Assert.Equal(expected, NearestName.Of(name, ["sku", "tenantId", "Length", "x"]));

    [Fact]
    public void First_of_equally_near_names() => Assert.Equal("id1", NearestName.Of("id", ["id1", "id2"]));
}
