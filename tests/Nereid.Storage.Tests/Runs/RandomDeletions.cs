using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

/// <summary>Deletes, restores and purges the same random things in two stores and wants the same answers.</summary>
sealed class RandomDeletions
{
    readonly List<(RunId Tested, RunId Reference, DeletionId AtTested, DeletionId AtReference)> _kept = [];

    public async Task DoAsync(Random random, StoreUnderTest tested, StoreUnderTest reference, (RunId Tested, RunId Reference) run, Func<AttributePath> path, Func<Step> step)
    {
        if (_kept.Count > 0 && random.Next(2) == 0)
            await EndAsync(random, tested, reference);
        else
            await DeleteAsync(random, tested, reference, run, path, step);
    }

    async Task DeleteAsync(Random random, StoreUnderTest tested, StoreUnderTest reference, (RunId Tested, RunId Reference) run, Func<AttributePath> path, Func<Step> step)
    {
        Step? End() => random.Next(4) == 0 ? null : step();
        ImmutableArray<RunOperation> operations = [.. Enumerable.Range(0, random.Next(1, 4)).Select<int, RunOperation>(_ => random.Next(8) switch
        {
            0 => new DeleteTree(path()),
            1 => new DeleteAttribute(path()),
            2 => new AssignValue(path(), new IntValue(1)),
            _ => new DeleteSteps(path(), End(), End()),
        })];
        var by = random.Next(4) == 0 ? null : "ada";
        var expected = Assert.IsType<WriteAnswer.Written>(await reference.Writer.WriteAsync(new RunBatch(run.Reference, operations, null, by), default));
        var answer = Assert.IsType<WriteAnswer.Written>(await tested.Writer.WriteAsync(new RunBatch(run.Tested, operations, null, by), default));
        Assert.Equal(expected.Rejections.ToArray(), answer.Rejections.ToArray());
        Assert.Equal(expected.Deletion is null, answer.Deletion is null);
        if (answer.Deletion is { } kept)
            _kept.Add((run.Tested, run.Reference, kept, expected.Deletion!.Value));
    }

    async Task EndAsync(Random random, StoreUnderTest tested, StoreUnderTest reference)
    {
        var (atTested, atReference, mine, theirs) = _kept[random.Next(_kept.Count)];
        if (random.Next(3) == 0)
        {
            Assert.Equal(await reference.Writer.PurgeDeletedAsync(atReference, theirs, default), await tested.Writer.PurgeDeletedAsync(atTested, mine, default));
            return;
        }
        var (expected, answer) = (await reference.Writer.RestoreDeletedAsync(atReference, theirs, default), await tested.Writer.RestoreDeletedAsync(atTested, mine, default));
        Assert.Equal(expected.WasKept, answer.WasKept);
        Assert.Equal(expected.Blocked.ToArray(), answer.Blocked.ToArray());
    }

    public static async Task CompareAsync(StoreUnderTest tested, StoreUnderTest reference, (RunId Tested, RunId Reference) run)
    {
        var expected = await reference.Reader.GetDeletionsAsync(run.Reference, default);
        var answer = await tested.Reader.GetDeletionsAsync(run.Tested, default);
        Assert.Equal(expected.Select(one => (one.UnixMicros, one.By)), answer.Select(one => (one.UnixMicros, one.By)));
        foreach (var (one, other) in expected.Zip(answer))
            Assert.Equal(Ordered(one), Ordered(other));
    }

    static IEnumerable<string> Ordered(KeptDeletion deletion) => deletion.Parts.Select(part => part.ToString()).Order(StringComparer.Ordinal);
}
