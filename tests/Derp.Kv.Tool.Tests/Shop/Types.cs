namespace Derp.Kv.Tool.Tests.Shop;

public sealed record Product(int Id, string Name, decimal Price, string[] Tags);

public sealed record Filter(int Page, string Text);

public sealed record User(int Id);

public enum Color : byte
{
    Red = 3,
    Blue = 250,
}
