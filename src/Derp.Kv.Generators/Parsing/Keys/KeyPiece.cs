namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>A literal, or a placeholder by the characters of its text.</summary>
internal readonly record struct KeyPiece(string? Literal, CharacterSet Text);
