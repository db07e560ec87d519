using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

// G6, B7
public class BatchRefusalTests
{
    private const string Types = "an array, IEnumerable<T>, ICollection<T>, IList<T>, IReadOnlyCollection<T>, IReadOnlyList<T> or List<T>";

    [Theory]
    [InlineData("int [|id|]", "its type is 'int'; take " + Types)]
    [InlineData("HashSet<int> [|id|]", "its type is 'HashSet<int>'; take " + Types)]
    [InlineData("string [|id|]", "its type is 'string'; take " + Types)]
    [InlineData("CancellationToken [|id|]", "its type is 'CancellationToken'; take " + Types)]
    [InlineData("int[]? [|id|]", "it may be null; take an empty collection for no items")]
    [InlineData("int?[] [|id|]", "an item of type 'int?' may be null, and null has no value of its own; take non-null items")]
    [InlineData("string?[] [|id|]", "an item of type 'string?' may be null, and null has no value of its own; take non-null items")]
    [InlineData("[NotKey] int[] [|id|]", "it is [NotKey], and each item has a key")]
    public void Parameter_is_no_collection_of_items(string parameter, string reason) =>
        Refusal.Verify("DKV0053", $"'id' cannot be [Each]: {reason}", $"[Cached(Ttl = \"1m\")] private Task<int[]> GetCoreAsync([Each] {parameter}) => Task.FromResult<int[]>([]);");

    [Fact]
    public void Two_parameters_are_each() => Refusal.Verify(
        "DKV0053",
        "'other' cannot be [Each]: 'id' is [Each] already, and one collection has the items; name 'other' in the template as a whole",
        """[Cached("a:{id}:{other}", Ttl = "1m")] private Task<int[]> GetCoreAsync([Each] int[] id, [Each] int[] [|other|]) => Task.FromResult(id);""");

    [Theory]
    [InlineData("DateTime", "it has equal values whose keys differ")]
    [InlineData("Uri", "it has equal values whose keys differ")]
    [InlineData("double", "it has equal values whose keys differ")]
    [InlineData("int[]", "it is a collection, and two of equal items are not equal")]
    [InlineData("List<int>", "it is a collection, and two of equal items are not equal")]
    [InlineData("(int, DateTimeOffset)", "'DateTimeOffset' in it has equal values whose keys differ")]
    [InlineData("Ref", "'string[]' in it is a collection, and two of equal items are not equal")]
    [InlineData("Plain", "it has no Equals, so that two with equal members are not equal")]
    public void Items_are_equal_where_their_keys_are_not(string type, string reason) => Refusal.VerifyFile(
        "DKV0054",
        $"The items of 'id' are of type '{type}', which cannot be [Each]: {reason}",
        $$"""
        namespace A;
        public sealed record Ref(int Id, string[] Parts);
        public sealed class Plain { public int Id { get; init; } }
        public sealed partial class C(KvClient kv)
        {
            [Cached("a:{id}", Ttl = "1m")] private Task<int[]> GetCoreAsync([Each] IReadOnlyList<{{type}}> [|id|]) => Task.FromResult<int[]>([]);
            NEIGHBOUR
        }
        """);

    [Theory]
    [InlineData("string", "id.Length", "it is a part of an item of 'id', so that two items could have one key; name {id}, the whole item")]
    [InlineData("decimal", "id:F0", "the format can give two items of 'id' one text; name {id} without it")]
    [InlineData("int", "id:#", "the format can give two items of 'id' one text; name {id} without it")]
    public void Template_names_a_part_of_an_item(string type, string placeholder, string reason) => Refusal.Verify(
        "DKV0055",
        $"{{{placeholder}}} in the key template: {reason}",
        $"[Cached([|\"a:{{{placeholder}}}\"|], Ttl = \"1m\")] private Task<int[]> GetCoreAsync([Each] {type}[] id) => Task.FromResult<int[]>([]);");

    [Fact]
    public void Template_names_no_item() => Refusal.Verify(
        "DKV0018",
        "The key template leaves out 'id', so that calls that differ in it would share one value; add {id}, or mark the parameter [NotKey] if it does not change the answer",
        """[Cached([|"a:{tenant}"|], Ttl = "1m")] private Task<int[]> GetCoreAsync(int tenant, [Each] int[] id) => Task.FromResult(id);""");

    [Theory]
    [InlineData("Task<int>", "a batch returns a value for each item: IReadOnlyDictionary<int, V>, Dictionary<int, V>, V[] or IReadOnlyList<V>")]
    [InlineData("Task<List<int>>", "a batch returns a value for each item: IReadOnlyDictionary<int, V>, Dictionary<int, V>, V[] or IReadOnlyList<V>")]
    [InlineData("Task<IDictionary<int, int>>", "a batch returns a value for each item: IReadOnlyDictionary<int, V>, Dictionary<int, V>, V[] or IReadOnlyList<V>")]
    [InlineData("Task<Dictionary<string, int>>", "the dictionary's key is 'string', and an item of 'id' is 'int'")]
    [InlineData("Task<IReadOnlyDictionary<int, int>?>", "the dictionary must not be null; return an empty one")]
    [InlineData("Task<int[]?>", "the list must not be null; return an empty one")]
    [InlineData("ValueTask<IEnumerable<int>[]>", "a value of type 'IEnumerable<int>' may be readable only once; return an IReadOnlyList<int> for each item")]
    public void Result_has_no_value_for_each_item(string type, string reason) => Refusal.Verify(
        "DKV0056",
        $"'GetCoreAsync' returns '{type}', but {reason}",
        $"[Cached(\"a:{{id}}\", Ttl = \"1m\")] private {type} [|GetCoreAsync|]([Each] int[] id) => throw new NotSupportedException();");

    [Fact]
    public void Values_of_a_type_parameter_are_of_neither_kind() => Refusal.Verify(
        "DKV0056",
        "'GetCoreAsync' returns 'Task<Dictionary<int, T>>', but 'T' may be a value type or a class, and an item without a value is stored as null; constrain it to one of them",
        "[Cached(\"a:{id}\", Ttl = \"1m\")] private Task<Dictionary<int, T>> [|GetCoreAsync|]<T>([Each] int[] id) => throw new NotSupportedException();");

    [Theory]
    [InlineData("[|\"FindAsync\"|]", "FindAsync", "'C' has no [Cached] wrapper of this name")]
    [InlineData("[|nameof(GetCoreAsync)|]", "GetCoreAsync", "it is a body; name its wrapper 'GetAsync'")]
    [InlineData("[|nameof(PayAsync)|]", "PayAsync", "it is not [Cached]")]
    [InlineData("[|nameof(GetManyAsync)|]", "GetManyAsync", "it has an [Each] parameter too; name the method for one item")]
    [InlineData("[|nameof(Other.GetAsync)|]", "GetAsync", "it is a method of 'Other', and the entries of another type are its own")]
    [InlineData("[|\"TtlAsync\"|]", "TtlAsync", "its Ttl is another")]
    [InlineData("[|\"NearAsync\"|]", "NearAsync", "its Near is another")]
    [InlineData("[|\"NullsAsync\"|]", "NullsAsync", "its CacheNulls is another")]
    [InlineData("[|\"TemplateAsync\"|]", "TemplateAsync", "its template is \"b:{id}\"")]
    [InlineData("[|\"TypeAsync\"|]", "TypeAsync", "it stores 'int', and the batch 'string'")]
    [InlineData("[|\"KeyAsync\"|]", "KeyAsync", "its 'id' is 'long', and an item of the batch 'int'")]
    [InlineData("[|\"GenericAsync\"|]", "GenericAsync", "generic methods cannot share entries")]
    public void Entries_are_not_those_of_the_other_method(string sharesWith, string name, string reason) => Refusal.VerifyFile(
        "DKV0057",
        $"'GetManyCoreAsync' cannot share the entries of '{name}': {reason}",
        $$"""
        namespace A;
        public static class Other { public static void GetAsync() { } }
        public sealed partial class C(KvClient kv)
        {
            [Cached("a:{id}", Ttl = "1m", SharesWith = {{sharesWith}})] private Task<Dictionary<int, string>> GetManyCoreAsync([Each] int[] id) => Task.FromResult<Dictionary<int, string>>([]);
            {{One(name)}}
            NEIGHBOUR
        }
        """);

    [Fact]
    public void Tags_are_others() => Refusal.Verify(
        "DKV0057",
        "'GetManyCoreAsync' cannot share the entries of 'GetAsync': its Tags are others",
        """
        [CacheTag("t:{id}")] public partial ValueTask InvalidateIdAsync(int id);
        [Cached("a:{id}", Ttl = "1m", SharesWith = [|nameof(GetAsync)|])] private Task<string[]> GetManyCoreAsync([Each] int[] id) => Task.FromResult<string[]>([]);
        [Cached("a:{id}", Ttl = "1m", Tags = [nameof(InvalidateIdAsync)])] private Task<string> GetCoreAsync(int id) => Task.FromResult("");
        """);

    private static string One(string name) => name switch
    {
        "PayAsync" => """[Idempotent("a:{id}", Ttl = "1m")] private Task<string> PayCoreAsync(int id) => Task.FromResult("");""",
        "TtlAsync" => """[Cached("a:{id}", Ttl = "2m")] private Task<string> TtlCoreAsync(int id) => Task.FromResult("");""",
        "NearAsync" => """[Cached("a:{id}", Ttl = "1m", Near = "1s")] private Task<string> NearCoreAsync(int id) => Task.FromResult("");""",
        "NullsAsync" => """[Cached("a:{id}", Ttl = "1m", CacheNulls = false)] private Task<string> NullsCoreAsync(int id) => Task.FromResult("");""",
        "TemplateAsync" => """[Cached("b:{id}", Ttl = "1m")] private Task<string> TemplateCoreAsync(int id) => Task.FromResult("");""",
        "TypeAsync" => """[Cached("a:{id}", Ttl = "1m")] private Task<int> TypeCoreAsync(int id) => Task.FromResult(id);""",
        "KeyAsync" => """[Cached("a:{id}", Ttl = "1m")] private Task<string> KeyCoreAsync(long id) => Task.FromResult("");""",
        "GenericAsync" => """[Cached("a:{id}", Ttl = "1m")] private Task<string> GenericCoreAsync<T>(int id) => Task.FromResult("");""",
        _ => """[Cached("a:{id}", Ttl = "1m")] private Task<string> GetCoreAsync(int id) => Task.FromResult("");""",
    };

    [Fact]
    public void Methods_without_a_template_have_keys_of_their_own() => Refusal.Verify(
        "DKV0057",
        "'GetManyCoreAsync' cannot share the entries of 'GetAsync': both need a template; without one, each method has keys of its own",
        """
        [Cached(Ttl = "1m", SharesWith = [|nameof(GetAsync)|])] private Task<string[]> GetManyCoreAsync([Each] int[] id) => Task.FromResult<string[]>([]);
        [Cached(Ttl = "1m")] private Task<string> GetCoreAsync(int id) => Task.FromResult("");
        """);

    // The other method's diagnostic is the only one.
    [Fact]
    public void Method_for_one_item_is_refused() => Refusal.Verify(
        "DKV0019",
        "Ttl = \"0s\" must be longer than zero",
        """
        [Cached("a:{id}", Ttl = "1m", SharesWith = nameof(GetAsync))] private Task<string[]> GetManyCoreAsync([Each] int[] id) => Task.FromResult<string[]>([]);
        [Cached("a:{id}", Ttl = [|"0s"|])] private Task<string> GetCoreAsync(int id) => Task.FromResult("");
        """);

    [Theory]
    [InlineData("SharesWith = [|\"GetAsync\"|]", "SharesWith")]
    [InlineData("MaxBatch = [|5|]", "MaxBatch")]
    public void Setting_without_items(string setting, string name) => Refusal.Verify(
        "DKV0058",
        $"{name} has no effect: 'FindCoreAsync' has no [Each] parameter",
        $"[Cached(\"a:{{id}}\", Ttl = \"1m\", {setting})] private Task<int> FindCoreAsync(int id) => Task.FromResult(id);");

    [Fact]
    public void Items_of_a_method_that_is_not_cached() => Refusal.Verify(
        "DKV0059",
        "[Each] on 'id' has no effect: 'GetCoreAsync' is not [Cached]",
        """[RateLimited("a", Limit = 1, Window = "1m")] private Task GetCoreAsync([Each] int[] [|id|]) => Task.Delay(id.Length);""");

    [Fact]
    public void Items_of_a_method_without_an_attribute() => Refusal.Verify(
        "DKV0059",
        "[Each] on 'id' has no effect: 'Get' is not [Cached]",
        """public static int Get([Each] int[] [|id|]) => id.Length;""");

    [Fact]
    public void Batch_is_idempotent() => Refusal.Verify(
        "DKV0060",
        "'GetCoreAsync' has an [Each] parameter and is [Idempotent], but the result of an idempotent call is one; move [Idempotent] to a method that calls the wrapper",
        """[Cached("a:{id}:{key}", Ttl = "1m")][Idempotent("b:{key}", Ttl = "1m")] private Task<int[]> [|GetCoreAsync|](string key, [Each] int[] id) => Task.FromResult(id);""");

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    public void Batch_of_no_items(string most) => Refusal.Verify(
        "DKV0021",
        $"MaxBatch = {most} must be 1 or more",
        $"[Cached(\"a:{{id}}\", Ttl = \"1m\", MaxBatch = [|{most}|])] private Task<int[]> GetCoreAsync([Each] int[] id) => Task.FromResult(id);");

    [Fact]
    public void Declared_invalidation_counts() => Refusal.Verify(
        "DKV0026",
        "'InvalidateManyGetAsync' is declared, but cannot be implemented: it must return ValueTask<long>",
        """
        public partial ValueTask<bool> [|InvalidateManyGetAsync|](IEnumerable<int> id, CancellationToken ct);
        [Cached("a:{id}", Ttl = "1m")] private Task<int[]> GetCoreAsync([Each] int[] id, CancellationToken ct) => Task.FromResult(id);
        """);

    [Fact]
    public void Batch_with_the_template_of_another_method_says_what_to_set() => Refusal.Verify(
        "DKV0025",
        "'A.C.GetAsync(int)' and 'A.C.GetManyAsync(int[])' can have the same key, so that one could get the other's value; begin their templates differently, or set SharesWith = nameof(GetAsync), so that they have one set of entries",
        """
        [Cached([|"a:{id}"|], Ttl = "1m")] private Task<string[]> GetManyCoreAsync([Each] int[] id) => Task.FromResult<string[]>([]);
        [Cached("a:{id}", Ttl = "1m")] private Task<string> GetCoreAsync(int id) => Task.FromResult("");
        """);
}
