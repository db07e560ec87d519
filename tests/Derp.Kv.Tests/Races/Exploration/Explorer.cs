namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>
/// Runs one interleaving, all of it on the thread that made this object. Whoever could go on makes an offer instead and
/// waits; a strategy takes one offer after the other. Continuations run inside the step that causes them, because nothing
/// that is explored leaves the thread; what tries to is caught.
/// </summary>
internal sealed class Explorer(IStrategy strategy, int faults = 0)
{
    private const int Endless = 5_000;

    private static readonly AsyncLocal<string?> s_actor = new();

    private readonly List<Option[]> _offers = [];
    private readonly List<string> _trace = [];
    private readonly List<string> _interrupted = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly ExecutionContext _context = ExecutionContext.Capture()!;
    private int _faultsLeft = faults;
    private string? _violation;

    /// <summary>Who is running: flows as ambient values do, so that what a caller starts carries its name until it takes its own.</summary>
    public static string Actor
    {
        get => s_actor.Value ?? "nobody";
        set => s_actor.Value = value;
    }

    public VirtualTime Time { get; } = new();

    /// <summary>What happened so far, a line a step.</summary>
    public IReadOnlyList<string> Trace => _trace;

    /// <summary>The steps so far.</summary>
    public int Now => _trace.Count;

    /// <summary>Whether the store has failed anybody.</summary>
    public bool Faulted { get; private set; }

    /// <summary>Moments that time should stop at, besides those of timers.</summary>
    public Func<IEnumerable<long>>? Deadlines { get; set; }

    /// <summary>What happens, once, in place of the strategy's choice where others may get ahead: for cases that are written down.</summary>
    public Action? Meanwhile { get; set; }

    /// <summary>Runs after each step.</summary>
    public Action? Check { get; set; }

    /// <summary>Adds alternatives, of which one will happen at most.</summary>
    public void Offer(params Option[] alternatives)
    {
        AssertThread();
        _offers.Add(alternatives);
    }

    /// <summary>Waits for its turn.</summary>
    public Task TurnAsync(string name)
    {
        var turn = new TaskCompletionSource();
        Offer(new Option(Actor, name, OptionKind.Step, turn.SetResult));
        return turn.Task;
    }

    /// <summary>Lets others get ahead of who is running, in the middle of a step, as they may from other threads.</summary>
    public void LetOthersGetAhead()
    {
        if (Meanwhile is { } meanwhile)
        {
            Meanwhile = null;
            meanwhile();
            return;
        }

        var goesOn = new Option(Actor, "goes on", OptionKind.Step, static () => { });
        _interrupted.Add(Actor);
        while (Others(goesOn) is { Count: > 1 } options && options[strategy.Choose(options)] is var chosen && chosen != goesOn)
            Take(chosen);
        _interrupted.Remove(goesOn.Actor);
        _trace.Add(goesOn.ToString());
    }

    /// <summary>Notes a broken promise. Not thrown here, where the code under test would catch it.</summary>
    public void Require(bool holds, string promise)
    {
        if (!holds)
            _violation ??= promise;
    }

    /// <summary>Runs until nobody can go on any more.</summary>
    public void Run()
    {
        while (Options() is { Count: > 0 } options && (Time.HasTimers || options.Exists(static option => option.Kind == OptionKind.Step)))
            Take(options[strategy.Choose(options)]);
    }

    /// <summary>Takes an actor's named offers, in this order: for cases that are written down.</summary>
    public void Take(string actor, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var options = Options();
            Take(options.Find(option => option.Actor == actor && option.Name == name)
                ?? throw new InvalidOperationException($"Nobody offers \"{actor}: {name}\", but:\n{string.Join('\n', options)}"));
        }
    }

    /// <summary>Whether an actor offers this now.</summary>
    public bool Offers(string actor, string name) => Options().Exists(option => option.Actor == actor && option.Name == name);

    /// <summary>Lets time pass without waking anybody.</summary>
    public void Pass(TimeSpan time) => Time.PassTo(Time.GetTimestamp() + time.Ticks);

    public void AssertThread() => Require(Environment.CurrentManagedThreadId == _thread, "Something ran on another thread, beyond control.");

    public void ThrowIfBroken()
    {
        if (_violation is not null)
            throw new BrokenPromiseException(_violation, _trace);
    }

    private void Take(Option option)
    {
        _offers.RemoveAll(offer => Array.IndexOf(offer, option) >= 0);
        _trace.Add(option.ToString());
        if (option.Kind == OptionKind.Fault)
        {
            _faultsLeft--;
            Faulted = true;
        }

        // Not in the context of who is interrupted: nobody is inside of another's body.
        ExecutionContext.Run(_context, static option => ((Option)option!).Run(), option);
        Require(_trace.Count < Endless, "The interleaving does not end.");
        Check?.Invoke();
        ThrowIfBroken();
    }

    // Who is interrupted hears of its own token when it goes on, and not at once.
    private List<Option> Others(Option goesOn)
    {
        var options = Options();
        options.RemoveAll(option => option.Kind == OptionKind.Leave && _interrupted.Contains(option.Actor));
        options.Insert(0, goesOn);
        return options;
    }

    private List<Option> Options()
    {
        var options = new List<Option>();
        foreach (var offer in _offers)
        {
            foreach (var option in offer)
            {
                if (option.Kind != OptionKind.Fault || _faultsLeft > 0)
                    options.Add(option);
            }
        }

        options.AddRange(Time.Due());
        if (NextMoment() is { } moment)
            options.Add(new Option("time", "passes", OptionKind.Time, () => Time.PassTo(moment)));
        return options;
    }

    private long? NextMoment()
    {
        long? next = Time.NextTimer;
        foreach (var deadline in Deadlines?.Invoke() ?? [])
        {
            if (deadline > Time.GetTimestamp() && !(deadline >= next))
                next = deadline;
        }

        return next;
    }
}
