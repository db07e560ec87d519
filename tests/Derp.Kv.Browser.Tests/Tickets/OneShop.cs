namespace Derp.Kv.Browser.Tests.Tickets;

/// <summary>Tests of one shop, one after another: some of them kill a process of it, or its store.</summary>
[CollectionDefinition(Name)]
public sealed class OneShop : ICollectionFixture<Shop>
{
    public const string Name = "shop";
}
