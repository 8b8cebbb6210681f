namespace Nereid.Storage.Querying;

/// <summary>Takes a page out of places that are in no order, without sorting those behind the page.</summary>
static class BestPlaces
{
    /// <summary>From this part of all on, sorting all costs less than keeping the best.</summary>
    const int SortedPart = 4;

    public static List<int> Page(List<int> places, IComparer<int> order, long offset, int limit)
    {
        if (limit == 0 || offset >= places.Count)
            return [];
        var needed = (int)Math.Min(offset + limit, places.Count);
        var best = needed > places.Count / SortedPart ? Sorted(places, order) : Best(places, order, needed);
        return best.GetRange((int)offset, needed - (int)offset);
    }

    static List<int> Sorted(List<int> places, IComparer<int> order)
    {
        var sorted = new List<int>(places);
        sorted.Sort(order);
        return sorted;
    }

    /// <summary>Keeps a heap of the best so far with the worst of them on top, so most places cost one comparison.</summary>
    static List<int> Best(List<int> places, IComparer<int> order, int count)
    {
        var heap = new int[count];
        for (var i = 0; i < count; i++)
            heap[i] = places[i];
        for (var i = count / 2 - 1; i >= 0; i--)
            SiftDown(heap, i, order);
        for (var i = count; i < places.Count; i++)
        {
            if (order.Compare(places[i], heap[0]) >= 0)
                continue;
            heap[0] = places[i];
            SiftDown(heap, 0, order);
        }
        Array.Sort(heap, order);
        return [.. heap];
    }

    static void SiftDown(int[] heap, int at, IComparer<int> order)
    {
        while (2 * at + 1 < heap.Length)
        {
            var child = 2 * at + 1;
            if (child + 1 < heap.Length && order.Compare(heap[child + 1], heap[child]) > 0)
                child++;
            if (order.Compare(heap[child], heap[at]) <= 0)
                return;
            (heap[child], heap[at]) = (heap[at], heap[child]);
            at = child;
        }
    }
}
