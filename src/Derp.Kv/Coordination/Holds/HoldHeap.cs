namespace Derp.Kv.Coordination.Holds;

/// <summary>Holds, the nearest turn first: a binary heap whose entries know their index, so that one that ends is removed at once. Not thread-safe.</summary>
internal sealed class HoldHeap
{
    private readonly List<Hold> _holds = [];

    public Hold? First => _holds.Count == 0 ? null : _holds[0];

    public void Add(Hold hold)
    {
        _holds.Add(hold);
        hold.Place = _holds.Count - 1;
        MoveUp(hold);
    }

    public void Remove(Hold hold)
    {
        var place = hold.Place;
        if (place < 0)
            return;

        var last = _holds[^1];
        _holds.RemoveAt(_holds.Count - 1);
        hold.Place = -1;
        if (ReferenceEquals(last, hold))
            return;

        Put(last, place);
        MoveUp(last);
        MoveDown(last);
    }

    private void MoveUp(Hold hold)
    {
        var place = hold.Place;
        for (; place > 0 && _holds[(place - 1) / 2] is var parent && parent.Due > hold.Due; place = (place - 1) / 2)
            Put(parent, place);
        Put(hold, place);
    }

    private void MoveDown(Hold hold)
    {
        var place = hold.Place;
        while (true)
        {
            var child = (2 * place) + 1;
            if (child >= _holds.Count)
                break;
            if (child + 1 < _holds.Count && _holds[child + 1].Due < _holds[child].Due)
                child++;
            if (hold.Due <= _holds[child].Due)
                break;
            Put(_holds[child], place);
            place = child;
        }

        Put(hold, place);
    }

    private void Put(Hold hold, int place)
    {
        _holds[place] = hold;
        hold.Place = place;
    }
}
