namespace Nereid.Storage.Series.Heads;

/// <summary>Memory of all rows that no flush has begun to write. Changed by the writer only.</summary>
sealed class HeadBudget
{
    public long GrowingBytes { get; set; }
}
