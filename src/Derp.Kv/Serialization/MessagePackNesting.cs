using System.Runtime.CompilerServices;
using MessagePack;

namespace Derp.Kv.Serialization;

/// <summary>
/// Bounds how deep values nest, on both sides: a cyclic object and a hostile payload end in an exception, where
/// they would otherwise end the process by exhausting the stack.
/// </summary>
public static class MessagePackNesting
{
    /// <summary>The levels that objects and collections may nest: 500, the limit of MessagePack for C#.</summary>
    public const int MaxDepth = 500;

    [ThreadStatic]
    private static int _writing;

    /// <summary>Enters an object or collection that is being written; disposing the answer leaves it.</summary>
    /// <returns>What to dispose when the object is written.</returns>
    /// <exception cref="KvSerializationException">The value nests deeper than <see cref="MaxDepth"/>, or contains itself.</exception>
    /// <exception cref="InsufficientExecutionStackException">The stack of the thread is nearly exhausted.</exception>
    public static WriteScope Enter()
    {
        if (_writing >= MaxDepth)
            throw new ValueTooDeepException();
        RuntimeHelpers.EnsureSufficientExecutionStack();
        _writing++;
        return default;
    }

    /// <summary>Enters an object or collection that is being read; <see cref="Leave"/> leaves it. A reader that failed need not leave.</summary>
    /// <param name="reader">The reader; its depth grows by one.</param>
    /// <exception cref="MessagePackSerializationException">The bytes nest deeper than <see cref="MaxDepth"/>.</exception>
    /// <exception cref="InsufficientExecutionStackException">The stack of the thread is nearly exhausted.</exception>
    public static void Enter(ref MessagePackReader reader)
    {
        if (reader.Depth >= MaxDepth)
            throw TooDeep();
        RuntimeHelpers.EnsureSufficientExecutionStack();
        reader.Depth++;
    }

    /// <summary>Leaves an object or collection that was read to its end.</summary>
    /// <param name="reader">The reader; its depth shrinks by one.</param>
    public static void Leave(ref MessagePackReader reader) => reader.Depth--;

    // A value written from within the writing of another counts for itself, and a count that a failure left behind ends here.
    internal static int Begin()
    {
        int outer = _writing;
        _writing = 0;
        return outer;
    }

    internal static void End(int outer) => _writing = outer;

    private static MessagePackSerializationException TooDeep() =>
        new($"Values nest at most {MaxDepth} levels deep.");

    /// <summary>An object or collection that is being written.</summary>
    public readonly ref struct WriteScope
    {
        /// <summary>Leaves it.</summary>
#pragma warning disable CA1822 // `using` needs an instance method; the count is the thread's, on which a scope lives and dies.
        public void Dispose() => _writing--;
#pragma warning restore CA1822
    }
}
