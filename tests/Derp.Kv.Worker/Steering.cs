using System.Threading.Channels;

namespace Derp.Kv.Worker;

/// <summary>
/// Lines in, lines out. When the input ends, so does the process, whatever it is doing: a worker never outlives the one
/// who steers it.
/// </summary>
internal sealed class Steering
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private Steering()
    {
    }

    public static Steering Start()
    {
        var steering = new Steering();
        new Thread(steering.Listen) { IsBackground = true }.Start();
        return steering;
    }

    /// <summary>The words of the next line.</summary>
    public async Task<string[]> ReadAsync() => (await _lines.Reader.ReadAsync()).Split(' ');

    public async Task ExpectAsync(string word)
    {
        var words = await ReadAsync();
        if (words is not [var only] || only != word)
            throw new InvalidOperationException($"Expected the line '{word}'.");
    }

    public void Write(string line)
    {
        lock (_lines)
            Console.Out.WriteLine(line);
    }

    private void Listen()
    {
        while (Console.In.ReadLine() is { } line)
            _lines.Writer.TryWrite(line);
        Environment.Exit(0);
    }
}
