using System.Security.Cryptography;
using System.Text;
using Nereid.Domain;
using Nereid.Protocols.Neptune1.Writing;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>Which batches the writer may take for ones it has seen.</summary>
public sealed class RepeatedRequestsTests
{
    readonly RepeatedRequests _repeated = new();
    readonly RunId _run = RunId.New();

    [Fact]
    public void A_batch_sent_again_without_an_answer_keeps_its_id() =>
        Assert.Equal(_repeated.IdOf(_run, Hash("a")), _repeated.IdOf(_run, Hash("a")));

    [Fact]
    public void A_batch_sent_again_after_its_answer_gets_another_id()
    {
        var ids = new HashSet<Guid>();
        for (var i = 0; i < 100; i++)
        {
            ids.Add(_repeated.IdOf(_run, Hash("a")));
            _repeated.Answered(_run, Hash("a"));
        }

        Assert.Equal(100, ids.Count);
    }

    [Fact]
    public void Other_content_has_another_id() =>
        Assert.NotEqual(_repeated.IdOf(_run, Hash("a")), _repeated.IdOf(_run, Hash("b")));

    [Fact]
    public void An_answer_to_one_run_says_nothing_of_another()
    {
        var before = _repeated.IdOf(_run, Hash("a"));

        _repeated.Answered(RunId.New(), Hash("a"));

        Assert.Equal(before, _repeated.IdOf(_run, Hash("a")));
    }

    [Fact]
    public void Only_the_latest_answers_are_remembered()
    {
        var first = _repeated.IdOf(_run, Hash("first"));
        _repeated.Answered(_run, Hash("first"));

        for (var i = 0; i < 20_000; i++)
            _repeated.Answered(_run, Hash("other " + i));

        Assert.Equal(first, _repeated.IdOf(_run, Hash("first")));
    }

    static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
