namespace Derp.Kv.Tests.Races.PermitModel;

/// <summary>
/// The windows of the server and the calls that were admitted. A call is admitted at some moment between its beginning and its end; if it
/// did not wait, that is one moment.
/// </summary>
internal sealed class Admissions(TimeSpan window)
{
    private readonly List<long> _opened = [];
    private readonly List<(long From, long To)> _admitted = [];

    public int Count => _admitted.Count;

    /// <summary>The server has opened a window, and so ended the one before.</summary>
    public void Open(long at)
    {
        if (_opened is [] || _opened[^1] != at)
            _opened.Add(at);
    }

    public void Admit(long from, long to) => _admitted.Add((from, to));

    /// <summary>Whether each call can be told to a window so that none has more than that. Of the calls that could be of a window, those that end first are.</summary>
    public bool Fit(long most)
    {
        var left = _admitted.OrderBy(static call => call.To).ToList();
        for (var i = 0; i < _opened.Count; i++)
        {
            var (start, end) = (_opened[i], _opened[i] + window.Ticks);
            if (i + 1 < _opened.Count)
                end = Math.Min(end, _opened[i + 1]);
            var room = most;
            left.RemoveAll(call => call.From < end && call.To >= start && room-- > 0);
        }

        return left.Count == 0;
    }
}
