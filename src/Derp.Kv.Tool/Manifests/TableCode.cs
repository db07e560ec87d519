using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Derp.Kv.Tool.Manifests;

/// <summary>
/// Follows the code that makes a manifest's table. It is a single collection expression of constants, so its code has no branches: it pushes texts and numbers,
/// makes objects and arrays, and sets properties. Objects are remembered by the name of their type, their arguments and their properties.
/// </summary>
internal sealed class TableCode(MetadataNames names, BlobReader code)
{
    private readonly Stack<object?> _stack = new();
    private readonly Dictionary<int, object?> _locals = [];
    private BlobReader _code = code;

    /// <summary>What the code returns.</summary>
    /// <exception cref="ManifestFormatException">It has an instruction that no such table needs.</exception>
    public object? Run()
    {
        while (_code.RemainingBytes > 0)
        {
            var operation = ReadOperation();
            if (operation == ILOpCode.Ret)
                return Pop();
            Follow(operation);
        }

        throw new ManifestFormatException("its code does not return.");
    }

    private void Follow(ILOpCode operation)
    {
        switch (operation)
        {
            case ILOpCode.Nop:
                break;
            case ILOpCode.Ldnull:
                _stack.Push(null);
                break;
            case >= ILOpCode.Ldc_i4_m1 and <= ILOpCode.Ldc_i4_8:
                _stack.Push((int)operation - (int)ILOpCode.Ldc_i4_0);
                break;
            case ILOpCode.Ldc_i4_s:
                _stack.Push((int)_code.ReadSByte());
                break;
            case ILOpCode.Ldc_i4:
                _stack.Push(_code.ReadInt32());
                break;
            case ILOpCode.Ldstr:
                _stack.Push(names.Reader.GetUserString(MetadataTokens.UserStringHandle(_code.ReadInt32() & 0x00FFFFFF)));
                break;
            case ILOpCode.Ldtoken:
                _code.ReadInt32();
                _stack.Push(null);
                break;
            case ILOpCode.Dup:
                _stack.Push(_stack.TryPeek(out var top) ? top : throw Empty());
                break;
            case ILOpCode.Pop:
                Pop();
                break;
            case ILOpCode.Newarr:
                _code.ReadInt32();
                _stack.Push(new object?[Pop() is int length and >= 0 ? length : throw Unknown(operation)]);
                break;
            case ILOpCode.Stelem_ref:
                SetElement();
                break;
            case ILOpCode.Stelem:
                _code.ReadInt32();
                SetElement();
                break;
            case ILOpCode.Newobj:
                Create(names.MethodOf(ReadHandle()));
                break;
            case ILOpCode.Call or ILOpCode.Callvirt:
                Call(names.MethodOf(ReadHandle()));
                break;
            default:
                FollowLocal(operation);
                break;
        }
    }

    // Code that is not optimized keeps the result in a local, and jumps to its end.
    private void FollowLocal(ILOpCode operation)
    {
        switch (operation)
        {
            case >= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3:
                _locals[operation - ILOpCode.Stloc_0] = Pop();
                break;
            case ILOpCode.Stloc_s:
                _locals[_code.ReadByte()] = Pop();
                break;
            case >= ILOpCode.Ldloc_0 and <= ILOpCode.Ldloc_3:
                _stack.Push(_locals.GetValueOrDefault(operation - ILOpCode.Ldloc_0));
                break;
            case ILOpCode.Ldloc_s:
                _stack.Push(_locals.GetValueOrDefault(_code.ReadByte()));
                break;
            case ILOpCode.Br_s when _code.ReadSByte() == 0:
                break;
            default:
                throw Unknown(operation);
        }
    }

    private void Create((string Type, string Name, int Arguments) constructor)
    {
        // A constructor is called on the object that it makes, which is not on the stack.
        var arguments = Take(constructor.Arguments - 1);
        _stack.Push(constructor.Type switch
        {
            // The compiler's own lists, around an array or a single item.
            var type when type.Contains("ReadOnlyArray", StringComparison.Ordinal) => arguments[0],
            var type when type.Contains("ReadOnlySingleElementList", StringComparison.Ordinal) => arguments,
            _ => new MadeObject(constructor.Type, arguments, []),
        });
    }

    private void Call((string Type, string Name, int Arguments) method)
    {
        var arguments = Take(method.Arguments);
        if (method.Name.StartsWith("set_", StringComparison.Ordinal))
        {
            if (arguments is not [MadeObject target, var value])
                throw new ManifestFormatException("it sets a property of what it has not made.");
            target.Properties[method.Name["set_".Length..]] = value;
            return;
        }

        _stack.Push(method switch
        {
            { Type: nameof(Array), Name: nameof(Array.Empty) } => Array.Empty<object?>(),
            { Type: nameof(Type), Name: nameof(Type.GetTypeFromHandle) } => null,
            _ => throw new ManifestFormatException($"it calls {method.Type}.{method.Name}."),
        });
    }

    private void SetElement()
    {
        if (Take(3) is not [object?[] array, int index, var value] || (uint)index >= (uint)array.Length)
            throw new ManifestFormatException("it sets an element of what is no array.");
        array[index] = value;
    }

    private object?[] Take(int count)
    {
        var taken = new object?[Math.Max(0, count)];
        for (var i = taken.Length - 1; i >= 0; i--)
            taken[i] = Pop();
        return taken;
    }

    private object? Pop() => _stack.TryPop(out var top) ? top : throw Empty();

    private EntityHandle ReadHandle() => MetadataTokens.EntityHandle(_code.ReadInt32());

    private ILOpCode ReadOperation()
    {
        var first = _code.ReadByte();
        return (ILOpCode)(first == 0xFE ? 0xFE00 | _code.ReadByte() : first);
    }

    private static ManifestFormatException Empty() => new("it takes what it has not put there.");

    private static ManifestFormatException Unknown(ILOpCode operation) => new($"it has the instruction {operation}.");
}

/// <summary>An object that the code of a table makes.</summary>
internal sealed record MadeObject(string Type, object?[] Arguments, Dictionary<string, object?> Properties);
