namespace Derp.Kv.Browser.Tests.Tickets;

/// <summary>Tests of one shop, one after another: they count what the database has more than before.</summary>
[CollectionDefinition(Name)]
public sealed class OneShop : ICollectionFixture<Shop>
{
    public const string Name = "shop";
}
