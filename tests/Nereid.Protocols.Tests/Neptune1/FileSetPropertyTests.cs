using FsCheck;
using FsCheck.Fluent;
using Nereid.Domain.Files;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>File sets against a plain dictionary, and the rules that every name of a set keeps.</summary>
public sealed class FileSetPropertyTests
{
    static void Check<T>(int tests, Arbitrary<T> values, Func<T, bool> holds) =>
        Prop.ForAll(values, holds).Check(Config.QuickThrowOnFailure.WithMaxTest(tests));

    static readonly string[] Parts = ["a", "b", "sub", "Sub", "a.txt", "..", ".", "", "é", "😀", "a b", "a\\b", "C:", "x\0"];

    static Gen<string> Name() => Gen.Choose(1, 4).SelectMany(count => Gen.Elements(Parts).ArrayOf(count)).Select(parts => string.Join('/', parts));

    static Gen<string> GoodName() => Gen.Choose(1, 3).SelectMany(count => Gen.Elements("a", "b", "sub", "a.txt", "é").ArrayOf(count)).Select(parts => string.Join('/', parts));

    /// <param name="Kind">0: add, 1: take out a file or folder, 2: begin anew with the name.</param>
    sealed record Change(int Kind, string Name, int Content);

    static Arbitrary<Change[]> Changes() => (
        from kind in Gen.Frequency((5, Gen.Constant(0)), (2, Gen.Constant(1)), (1, Gen.Constant(2)))
        from name in GoodName()
        from content in Gen.Choose(1, 1000)
        select new Change(kind, name, content)).ArrayOf().ToArbitrary();

    [Fact]
    public void A_set_is_what_was_added_less_what_was_taken_out() => Check(500, Changes(), changes =>
    {
        var listing = FileSetListing.Empty;
        var model = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var entry = new FileSetEntry(change.Name, Guid.NewGuid(), change.Content, "", 0);
            switch (change.Kind)
            {
                case 0:
                    listing = listing.With([entry]);
                    model[change.Name] = change.Content;
                    break;
                case 1:
                    listing = listing.Without(change.Name);
                    foreach (var name in model.Keys.Where(name => name == change.Name || name.StartsWith(change.Name + "/", StringComparison.Ordinal)).ToArray())
                        model.Remove(name);
                    break;
                default:
                    listing = FileSetListing.Empty.With([entry]);
                    model.Clear();
                    model[change.Name] = change.Content;
                    break;
            }
        }

        return listing.Entries.Select(entry => (entry.Name, entry.Size)).SequenceEqual(model.Select(pair => (pair.Key, pair.Value)))
            && listing.Size == model.Values.Sum();
    });

    [Fact]
    public void A_listing_comes_back_from_its_stored_form() => Check(200, Changes(), changes =>
    {
        var listing = FileSetListing.Empty.With(changes.Select(change => new FileSetEntry(change.Name, Guid.NewGuid(), change.Content, $"{change.Content:x64}", change.Content)));
        using var json = new MemoryStream(listing.ToJson());
        return FileSetListing.ReadAsync(json, CancellationToken.None).GetAwaiter().GetResult().Entries.SequenceEqual(listing.Entries);
    });

    [Fact]
    public void A_name_that_is_taken_stays_inside_and_in_its_one_form() => Check(2000, Name().ToArbitrary(), name =>
    {
        if (!FileSetNames.TryNormalize(name, out var normalized, out var fault))
            return fault.Length > 0;
        var segments = normalized.Split('/');
        return !segments.Any(segment => segment is "" or "." or "..") && normalized.AsSpan().IndexOfAny('\\', '\0') < 0 && !normalized.StartsWith('/')
            && normalized is not [_, ':', ..]
            && Path.GetFullPath(Path.Combine("/set", normalized)).StartsWith("/set/", StringComparison.Ordinal)
            && FileSetNames.TryNormalize(normalized, out var again, out _) && again == normalized;
    });
}
