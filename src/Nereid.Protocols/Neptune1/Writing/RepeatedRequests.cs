using System.Buffers.Binary;
using Nereid.Domain;

namespace Nereid.Protocols.Neptune1.Writing;

/// <summary>Gives a batch the id by which the writer knows it again when the client sends it a second time.</summary>
/// <remarks>
/// The client sends a batch again, byte for byte, after an answer that never arrived. Points with steps of their own may come twice; points
/// that ask for the next step would be doubled. So such a batch gets an id made of its content, and of how often the same content was
/// answered to the end before: the same few bytes, sent on purpose again after a good answer, are new points; sent again without one, they
/// are the old ones. The count is in memory and lasts for the latest <see cref="Remembered"/> batches: after a restart the first repetition
/// counts as the old one. Safe for use from many threads.
/// </remarks>
sealed class RepeatedRequests
{
    const int Remembered = 16_384;

    readonly Lock _gate = new();
    readonly Dictionary<(RunId, Int128), int> _answered = [];
    readonly Queue<(RunId, Int128)> _oldest = [];

    /// <param name="content">SHA-256 of the body.</param>
    public Guid IdOf(RunId run, ReadOnlySpan<byte> content)
    {
        var key = (run, BinaryPrimitives.ReadInt128LittleEndian(content));
        int times;
        lock (_gate)
            times = _answered.GetValueOrDefault(key);
        Span<byte> id = stackalloc byte[16];
        content[..16].CopyTo(id);
        BinaryPrimitives.WriteInt32LittleEndian(id, BinaryPrimitives.ReadInt32LittleEndian(id) + times);
        return new Guid(id);
    }

    /// <summary>The answer to the batch was sent to its end.</summary>
    public void Answered(RunId run, ReadOnlySpan<byte> content)
    {
        var key = (run, BinaryPrimitives.ReadInt128LittleEndian(content));
        lock (_gate)
        {
            if (!_answered.TryAdd(key, 1))
            {
                _answered[key]++;
                return;
            }

            _oldest.Enqueue(key);
            if (_oldest.Count > Remembered)
                _answered.Remove(_oldest.Dequeue());
        }
    }
}
