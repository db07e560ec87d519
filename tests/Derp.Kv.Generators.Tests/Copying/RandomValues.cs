using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Derp.Kv.Generators.Tests.Copying;

/// <summary>Values of any type of the tests, some of them null, some collections empty, some of a hundred items and more.</summary>
internal sealed class RandomValues(int seed)
{
    private readonly Random _random = new(seed);

    public object? Of(Type type) => Of(type, mayBeNull: true);

    private object? Of(Type type, bool mayBeNull)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return _random.Next(4) == 0 ? null : Of(underlying, mayBeNull: false);
        if (!type.IsValueType && mayBeNull && _random.Next(6) == 0)
            return null;
        if (type.IsEnum)
            return Enum.ToObject(type, _random.Next(3));
        if (type.IsArray)
            return Items(type.GetElementType()!);
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => _random.Next(),
            TypeCode.Boolean => _random.Next(2) == 0,
            TypeCode.Byte => (byte)_random.Next(256),
            TypeCode.Double => _random.NextDouble(),
            TypeCode.Decimal => (decimal)_random.Next() / 100,
            TypeCode.String => Text(),
            TypeCode.DateTime => new DateTime(_random.NextInt64(DateTime.MaxValue.Ticks), DateTimeKind.Utc),
            _ when type == typeof(Guid) => Guid.NewGuid(),
            _ when type == typeof(Uri) => new Uri("http://a/" + Text()),
            _ when type.IsAssignableTo(typeof(ITuple)) => Activator.CreateInstance(type, [.. type.GenericTypeArguments.Select(a => Of(a, true))]),
            _ when type.Namespace is { } space && space.StartsWith("System.Collections", StringComparison.Ordinal) => Collection(type),
            _ => Object(type),
        };
    }

    private string Text() => new([.. Enumerable.Range(0, _random.Next(5)).Select(_ => (char)_random.Next('a', 'z'))]);

    private Array Items(Type item)
    {
        var items = Array.CreateInstance(item, _random.Next(8) switch { 0 => 0, 1 => 130, var n => n });
        for (var i = 0; i < items.Length; i++)
            items.SetValue(Of(item, true), i);
        return items;
    }

    private object Collection(Type type)
    {
        var definition = type.GetGenericTypeDefinition();
        if (type.GenericTypeArguments.Length == 2)
        {
            var map = (IDictionary)Activator.CreateInstance((definition == typeof(SortedDictionary<,>) ? definition : typeof(Dictionary<,>)).MakeGenericType(type.GenericTypeArguments))!;
            foreach (var _ in Enumerable.Range(0, _random.Next(8) == 0 ? 130 : _random.Next(4)))
                map[Of(type.GenericTypeArguments[0], false)!] = Of(type.GenericTypeArguments[1], true);
            return map;
        }

        var items = Items(type.GenericTypeArguments[0]);
        if (definition == typeof(ImmutableArray<>))
            return typeof(ImmutableArray).GetMethods().Single(static m => m.Name == "Create" && m.GetParameters() is [{ ParameterType.IsArray: true }]).MakeGenericMethod(type.GenericTypeArguments).Invoke(null, [items])!;
        var made = definition == typeof(SortedSet<>) ? definition : definition.Name.Contains("Set", StringComparison.Ordinal) ? typeof(HashSet<>) : typeof(List<>);
        return Activator.CreateInstance(made.MakeGenericType(type.GenericTypeArguments), items)!;
    }

    private object Object(Type type)
    {
        if (type.IsAbstract)
        {
            var cases = type.GetCustomAttributes<MessagePack.UnionAttribute>().ToList();
            return Object(cases[_random.Next(cases.Count)].SubType);
        }

        var constructor = type.GetConstructors().OrderByDescending(static c => c.GetParameters().Length).FirstOrDefault();
        var value = constructor is null
            ? Activator.CreateInstance(type)!
            : constructor.Invoke([.. constructor.GetParameters().Select(p => Of(p.ParameterType, true))]);
        foreach (var property in type.GetProperties().Where(static p => p.CanWrite))
            property.SetValue(value, Of(property.PropertyType, true));
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public).Where(static f => !f.IsInitOnly))
            field.SetValue(value, Of(field.FieldType, true));
        return value;
    }
}
