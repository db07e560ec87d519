using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.Serializers;

/// <summary>K11: state that a contract does not write is refused, and the member that holds it is named.</summary>
public class HiddenStateTests
{
    [Theory]
    // The inputs of the rule: a private field set by a factory, a struct around one, a list filled by a method, a set-only property.
    [InlineData("public class C { string? _error; public static C Fail(string e) => new() { _error = e }; public string Describe() => _error ?? \"ok\"; }", "C._error")]
    [InlineData("public readonly struct C { readonly Guid _v; C(Guid v) => _v = v; public static C From(Guid v) => new(v); }", "C._v")]
    [InlineData("public sealed record C(Id Id); public readonly struct Id { readonly Guid _v; Id(Guid v) => _v = v; public static Id From(Guid v) => new(v); }", "Id._v")]
    [InlineData("public class C { private readonly List<int> items = []; public void Add(int i) => items.Add(i); public IReadOnlyList<int> Items => items; public int Count => items.Count; }", "C.items")]
    [InlineData("public class C { public int Id { get; set; } private readonly List<int> items = []; public ICollection<int> Items => items; }", "C.items")]
    [InlineData("public class C { public int Count => items.Count; private readonly List<int> items = []; public void Add(int i) => items.Add(i); }", "C.items")]
    [InlineData("public class C { private string? name; public string? Name { set => name = value; } public string Show() => name ?? \"\"; }", "C.name")]
    [InlineData("public class C { public string? Name { private get; set; } public string Show() => Name ?? \"\"; }", "C.Name")]
    // Setters and members that nobody else sees.
    [InlineData("public class C { internal string? Note { get; set; } }", "C.Note")]
    [InlineData("public class C { private int Hits { get; set; } public int Hit() => ++Hits; }", "C.Hits")]
    [InlineData("public class C { protected string? Text; public string Show() => Text ?? \"\"; public void Set(string t) => Text = t; }", "C.Text")]
    [InlineData("public class B { private int count; public int Next() => ++count; } public class C : B { public int Id { get; set; } }", "B.count")]
    [InlineData("public record C(int Id) { private bool deleted; public void Delete() => deleted = true; public bool IsGone() => deleted; }", "C.deleted")]
    [InlineData("public class C { private bool changed; private string? name; public string? Name { get => name; set { name = value; changed = true; } } public bool Changed() => changed; }", "C.changed")]
    [InlineData("public class C { private readonly DateTime made = DateTime.UtcNow; public TimeSpan Age() => DateTime.UtcNow - made; }", "C.made")]
    [InlineData("public class C { private readonly Guid id = Guid.NewGuid(); public override string ToString() => id.ToString(); }", "C.id")]
    [InlineData("public class C { private readonly string slug; public C(string title) { Title = title; slug = title; } public string Title { get; set; } public string Slug() => slug; }", "C.slug")]
    [InlineData("public class C { private readonly bool ok; public C() { } public C(int a) { A = a; ok = true; } public int A { get; set; } public bool Ok() => ok; }", "C.ok")]
    [InlineData("public class C { private readonly Dictionary<string, int> seen = new(); public int Of(string s) => seen.TryGetValue(s, out var n) ? n : seen[s] = s.Length; }", "C.seen")]
    [InlineData("public class C { private string? cache; public string Of(string s) => cache ??= s; }", "C.cache")]
    [InlineData("public struct C { private int x; public int Next() => ++x; }", "C.x")]
    // Events and captured parameters.
    [InlineData("public class C { public event EventHandler? Changed; public void Raise() => Changed?.Invoke(this, EventArgs.Empty); }", "C.Changed")]
    [InlineData("public class C(string error) { public string Describe() => error; }", "C.error")]
    [InlineData("public struct C(string error) { public string Describe() => error; }", "C.error")]
    [InlineData("public class C(string name) { public string Name { get; set; } = name; public string First() => name; }", "C.name")]
    [InlineData("public class C(int start) { public int Start { get; } = start; public int Next() => ++start; }", "C.start")]
    // Collections with more than elements.
    [InlineData("public class C : List<int> { public string? Owner { get; private set; } }", "C.Owner")]
    [InlineData("public class C : List<int> { public int Total { get; private set; } public C() { } public C(IEnumerable<int> items, int total) : base(items) => Total = total; }", "C.Total")]
    [InlineData("public class C : Dictionary<string, int> { private int hits; public int Hit() => ++hits; }", "C.hits")]
    [InlineData("public class C : List<int> { public string? Owner; }", "C.Owner")]
    // What other generators add.
    [InlineData("public partial class C { [CommunityToolkit.Mvvm.ComponentModel.ObservableProperty] private string? name; public string? Get() => name; } namespace CommunityToolkit.Mvvm.ComponentModel { public class ObservablePropertyAttribute : Attribute { } }", "C.name")]
    [InlineData("[Vogen.ValueObject<int>] public partial struct C { } namespace Vogen { public class ValueObjectAttribute<T> : Attribute { } }", "'C'")]
    [InlineData("[StronglyTypedIds.StronglyTypedId] public partial struct C { } namespace StronglyTypedIds { public class StronglyTypedIdAttribute : Attribute { } }", "'C'")]
    [InlineData("[PropertyChanged.AddINotifyPropertyChangedInterface] public partial class C { public int A { get; set; } } namespace PropertyChanged { public class AddINotifyPropertyChangedInterfaceAttribute : Attribute { } }", "'C'")]
    [InlineData("public partial class C { private string? name; }", "C.name")]
    public void Is_refused_by_the_member_that_holds_it(string source, string holder)
    {
        var resolution = Resolve(source);
        Assert.NotNull(resolution.HiddenState);
        Assert.Contains(holder, resolution.Problem![..(resolution.Problem!.IndexOf(' ', StringComparison.Ordinal) + 1)], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public class C { [IgnoreMember] private string? error; public void Fail(string e) => error = e; public string? Error() => error; }")]
    [InlineData("public class C { [NonSerialized] private int hits; public int Hit() => ++hits; }")]
    [InlineData("public class C { [IgnoreMember] internal string? Note { get; set; } [IgnoreMember] public string? Name { private get; set; } public string? Show() => Name; }")]
    [InlineData("public class C { [field: NonSerialized] public event EventHandler? Changed; public void Raise() => Changed?.Invoke(this, EventArgs.Empty); }")]
    [InlineData("public class C { [field: IgnoreMember] public event EventHandler? Changed; public void Raise() => Changed?.Invoke(this, EventArgs.Empty); }")]
    [InlineData("public class C : List<int> { [IgnoreMember] public string? Owner { get; private set; } [IgnoreMember] private int hits; public int Hit() => ++hits; }")]
    [InlineData("public class C { private readonly List<object> events = []; [System.ComponentModel.DataAnnotations.Schema.NotMapped] public IReadOnlyCollection<object> Events => events.AsReadOnly(); public void Add(object e) => events.Add(e); }")]
    [InlineData("public class C { [System.Text.Json.Serialization.JsonIgnore] public object? A { get; set; } [System.Xml.Serialization.XmlIgnore] public Action? B { get; set; } }")]
    // Explicit contracts are taken at their word.
    [InlineData("[MessagePackObject] public class C { [Key(0)] public int A { get; set; } private int hits; public int Hit() => ++hits; }")]
    [InlineData("[MessagePackObject(true)] public class C { public int A { get; set; } private int hits; public int Hit() => ++hits; }")]
    [InlineData("[System.Runtime.Serialization.DataContract] public class C { [System.Runtime.Serialization.DataMember] public int A { get; set; } private int hits; public int Hit() => ++hits; }")]
    // What only follows from what is written.
    [InlineData("public class C { private string name = \"\"; public string Name { get => name; set => name = value ?? \"\"; } }")]
    [InlineData("public class C { private string name = \"\"; public string Name { get { return name; } set { Set(ref name, value); } } private static void Set<T>(ref T field, T value) => field = value; }")]
    [InlineData("public class C { private string text = \"\"; private System.Text.RegularExpressions.Regex? regex; public string Text { get => text; set { text = value; regex = new System.Text.RegularExpressions.Regex(value); } } public bool Match(string s) => regex!.IsMatch(s); }")]
    [InlineData("public class C { private static int made; private const int Max = 3; public int A { get; set; } = made + Max; public static void Make() => made++; }")]
    [InlineData("public class C { private readonly object gate = new(); private readonly System.Threading.SemaphoreSlim one = new(1); public int A { get; set; } public void Do() { lock (gate) one.Release(); } }")]
    [InlineData("public class C { private readonly string[] names = [\"a\", \"b\"]; public string NameOf(int i) => names[i]; }")]
    [InlineData("public class B { private bool show; public virtual bool Show { get => show; set => show = value; } } public class C : B { public override bool Show => true; }")]
    [InlineData("public class C { private Dictionary<string, int>? parsed; public string Text { get; set; } = \"\"; public Dictionary<string, int> Parsed() { if (parsed == null) parsed = Text.Split(' ').ToDictionary(t => t, t => t.Length); return parsed; } public void Set(Dictionary<string, int> all) { Text = string.Join(\" \", all.Keys); parsed = all; } }")]
    public void Is_accepted(string source) => Assert.Null(Resolve(source).Problem);

    [Theory]
    [InlineData("_error", "'Shop.Result._error' keeps state that would be lost; show it in a public property that can be set, give 'Shop.Result' a serializer of its own with [KvSerializer], or mark it [IgnoreMember] if losing it is meant.", "namespace Shop { public class Result { string? _error; public static Result Fail(string e) => new() { _error = e }; public string Describe() => _error ?? \"ok\"; } } public class C { public Shop.Result? R { get; set; } }")]
    [InlineData("error", "'C.error' is captured by a member, so that the object keeps it where it would be lost; keep it in a public property.", "public class C(string error) { public string Describe() => error; }")]
    [InlineData("Changed", "'C.Changed' holds handlers that would be lost; give 'C' a serializer of its own with [KvSerializer], or mark it [field: IgnoreMember] if losing it is meant.", "public class C { public event EventHandler? Changed; public void Raise() => Changed?.Invoke(this, EventArgs.Empty); }")]
    [InlineData("Owner", "'C.Owner' would be lost: of a collection only its elements are written; mark it [IgnoreMember] if that is meant, or keep the collection in a member of a class.", "public class C : List<int> { public string? Owner { get; private set; } }")]
    public void The_sentence_says_what_can_be_done(string holder, string sentence, string source)
    {
        Assert.NotEmpty(holder);
        Assert.Equal(sentence, Resolve(source).Problem);
    }

    [Theory]
    [InlineData("public class M { public int Id { get; private set; } public string Name { get; } = \"\"; public string Upper => Name.ToUpperInvariant(); public int Count => Name.Length; }")]
    [InlineData("public record M(string First, string Last) { public string Full => First + Last; public bool IsEmpty => First.Length == 0; }")]
    [InlineData("public class M { public List<int> Items { get; } = []; public int Count => Items.Count; }")]
    public void Models_of_another_project_come_back_whole(string source)
    {
        var reference = Image(CompiledSerializers.Compile(source, "Models"));
        var user = CompiledSerializers.Compile("public class C { public M? M { get; set; } }", "User", [reference]);
        Assert.Null(CompiledSerializers.Resolve(user, "C").Problem);
    }

    [Theory]
    [InlineData("public class M { private readonly List<int> items = []; public IReadOnlyList<int> Items => items; public int Id { get; set; } }", "M.Items")]
    [InlineData("public class M { public string? Name { set { } } public int Id { get; set; } }", "M.Name")]
    [InlineData("public struct M { private int x; public int Next() => ++x; }", "'M'")]
    [InlineData("public class M { public M(int other) { A = other; } public int A { get; } }", "'M'")]
    public void Models_of_another_project_that_do_not_look_whole_are_to_be_given_a_serializer(string source, string place)
    {
        var reference = Image(CompiledSerializers.Compile(source, "Models"));
        var problem = CompiledSerializers.Resolve(CompiledSerializers.Compile("public class C { public M? M { get; set; } }", "User", [reference]), "C").Problem;
        Assert.Contains(place, problem, StringComparison.Ordinal);
        Assert.Contains("[assembly: KvSerializerFor(typeof(M), …)]", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("setter, or mark", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_of_another_type_than_the_member_of_its_name_is_named()
    {
        // E6
        var reference = Image(CompiledSerializers.Compile("public class M { public M(int age) => Age = age; public int? Age { get; } }", "Models"));
        var problem = CompiledSerializers.Resolve(CompiledSerializers.Compile("public class C { public M? M { get; set; } }", "User", [reference]), "C").Problem;
        Assert.Contains("the parameter 'age' of a constructor is 'int', but 'M.Age' is 'int?'", problem, StringComparison.Ordinal);
        Whole.AssertRoundTrips("public class M { public M(int age) => Age = age; public int? Age { get; } } public static class Roots { public static readonly M[] M = [new(3)]; }");
    }

    [Theory]
    [InlineData("string", "field ??= Name + '!'", null)]
    [InlineData("string", "Name + '!'", null)]
    [InlineData("int", "++field", "C.Text")]
    [InlineData("string", "field ??= Guid.NewGuid().ToString()", "C.Text")]
    public void A_getter_with_a_field_of_its_own_is_a_cache_or_state(string type, string getter, string? holder)
    {
        var compilation = CompiledSerializers.Compile(
            $"public class C {{ public string Name {{ get; set; }} = \"\"; public {type} Text => {getter}; }}", version: LanguageVersion.CSharp14);
        var problem = CompiledSerializers.Resolve(compilation, "C").Problem;
        if (holder is null)
            Assert.Null(problem);
        else
            Assert.Contains(holder, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System.Drawing.Point")]
    [InlineData("System.Drawing.Size")]
    [InlineData("System.Drawing.Rectangle")]
    [InlineData("System.Drawing.PointF")]
    [InlineData("System.Numerics.Vector3")]
    public void Value_types_of_the_framework_may_compute(string type) => Whole.AssertRoundTrips($$"""
        public record C({{type}} A, {{type}}? B);
        public static class Roots { public static readonly C[] C = [new(new() { X = 1, Y = 2 }, null)]; }
        """.Replace(type.Contains("Size", StringComparison.Ordinal) ? "X = 1, Y = 2" : "\0", "Width = 1, Height = 2", StringComparison.Ordinal));

    private static SerializerResolution Resolve(string source)
    {
        var compilation = CompiledSerializers.Compile(source);
        Assert.DoesNotContain(compilation.GetDiagnostics(TestContext.Current.CancellationToken), static d => d.Severity == DiagnosticSeverity.Error);
        return CompiledSerializers.Resolve(compilation, "C");
    }

    // As the build of another project hands it over: without private members and bodies.
    private static PortableExecutableReference Image(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image, options: new Microsoft.CodeAnalysis.Emit.EmitOptions(metadataOnly: true, includePrivateMembers: false)).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
