using System.Runtime.CompilerServices;
using MessagePack;

namespace Derp.Kv.Serialization;

/// <summary>
/// Bounds how deep values nest, in writing and reading: a cyclic object and a hostile payload cause an exception;
/// otherwise they would exhaust the stack and end the process.
/// </summary>
public static class MessagePackNesting
{
    /// <summary>The levels that objects and collections may nest: 500, the limit of MessagePack for C#.</summary>
    public const int MaxDepth = 500;

    [ThreadStatic]
    private static int _writing;

    /// <summary>Enters an object or collection that is being written; disposal of the result leaves it.</summary>
    /// <returns>To be disposed of when the object is written.</returns>
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

    // A value that is written while another is written has its own count, and a count that a failure left behind is reset here.
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
#pragma warning disable CA1822 // `using` needs an instance method; the count belongs to the thread.
        public void Dispose() => _writing--;
#pragma warning restore CA1822
    }
}
