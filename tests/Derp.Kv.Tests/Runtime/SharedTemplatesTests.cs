using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Derp.Kv.Runtime;

namespace Derp.Kv.Tests.Runtime;

/// <summary>Two descriptors of one space and template in two assemblies (K10). The wrappers' tests see them whole.</summary>
public class SharedTemplatesTests
{
    // Any types of two assemblies.
    private static readonly Type s_here = typeof(SharedTemplatesTests);
    private static readonly Type s_there = typeof(KvClient);

    private readonly string _space = Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData("user:{id}", "user:{id}", true)]
    [InlineData("user:{id}", "user:{key}", true)]
    [InlineData("user:{id}", "user:{user.Name}", true)]
    [InlineData("{{{tenant}}}:{a}", "{{{shop}}}:{b.C}", true)]
    [InlineData("no placeholder", "no placeholder", true)]
    [InlineData("day:{d:yyyy}", "day:{date:yyyy}", true)]
    [InlineData("day:{d:yyyy}", "day:{d:MM}", false)]
    [InlineData("user:{id}", "users:{id}", false)]
    [InlineData("{{a}}", "{a}", false)]
    [InlineData("a{", "a{b", true)]
    public void K10_Templates_that_write_the_same_keys_are_told_of_at_the_second(string first, string second, bool isTold)
    {
        Assert.Null(SharedTemplates.Register(s_here, _space, first, 0, "A.Get"));
        Assert.Equal(isTold ? "A.Get" : null, SharedTemplates.Register(s_there, _space, second, 0, "B.Get"));
    }

    [Fact]
    public void K10_One_assembly_two_versions_two_spaces_and_other_closed_types_are_not()
    {
        Assert.Null(SharedTemplates.Register(s_here, _space, "user:{id}", 0, "A.Get"));
        Assert.Null(SharedTemplates.Register(typeof(TestKey), _space, "user:{id}", 0, "A.Get"));
        Assert.Null(SharedTemplates.Register(s_there, _space, "user:{id}", 1, "B.Get"));
        Assert.Null(SharedTemplates.Register(s_there, _space + "x", "user:{id}", 0, "B.Get"));
        Assert.Null(SharedTemplates.Register(typeof(List<int>), _space, "user:{id}", 0, "B.Get"));
    }

    [Fact]
    public void An_assembly_that_was_registered_can_be_unloaded()
    {
        var assembly = RegisterOnce();
        for (var i = 0; i < 20 && assembly.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(assembly.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference RegisterOnce()
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Plugin"), AssemblyBuilderAccess.RunAndCollect);
        var type = assembly.DefineDynamicModule("Plugin").DefineType("Key").CreateType();
        Assert.Null(SharedTemplates.Register(type, _space, "user:{id}", 0, "Plugin.Get"));
        return new WeakReference(type.Assembly);
    }
}
