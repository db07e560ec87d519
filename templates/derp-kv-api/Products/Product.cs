namespace DerpKvApiNamespace.Products;

internal sealed record Product(int Id, string Name, decimal Price);
