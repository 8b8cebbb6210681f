using System.Text.Json;

namespace Nereid.Protocols.Neptune1.Writing;

/// <summary>Reads the JSON array of operations piece by piece, as the body arrives. Not safe for use from several threads.</summary>
/// <remarks>Text that is no JSON array throws <see cref="JsonException"/>: nothing of such a body is used. Anything wrong inside one item is
/// that item's fault alone.</remarks>
sealed class OperationsReader
{
    /// <summary>Items of one request. The client sends 1,000 unless told otherwise.</summary>
    public const int MaxItems = 1_000_000;

    JsonReaderState _state;
    bool _inside;

    public List<DecodedOperation> Items { get; } = [];

    /// <summary>Some point asked for the step after the last one: sending this batch twice would not be harmless by itself.</summary>
    public bool CountsOn { get; private set; }

    /// <summary>Reads all items that are complete in <paramref name="bytes"/>.</summary>
    /// <param name="final">No more bytes follow.</param>
    /// <returns>How many bytes were used; give the rest again, with more behind it.</returns>
    public int Feed(ReadOnlySpan<byte> bytes, bool final)
    {
        var json = new Utf8JsonReader(bytes, final, _state);
        if (!_inside && json.Read())
        {
            if (json.TokenType != JsonTokenType.StartArray)
                throw new JsonException("The body is not a JSON array of operations.");
            _inside = true;
        }

        while (_inside)
        {
            var before = json;
            if (!json.Read())
            {
                json = before;
                break;
            }

            // Whatever but white space follows the array makes the reader throw on the final block.
            if (json.TokenType == JsonTokenType.EndArray && json.CurrentDepth == 0)
                continue;
            var item = new OperationItem(json);
            if (!item.TryRead(out var decoded))
            {
                json = before;
                break;
            }

            json = item.Json;
            CountsOn |= item.CountsOn;
            Items.Add(decoded);
            if (Items.Count > MaxItems)
                throw new JsonException($"The body has more than {MaxItems} operations. Send them in smaller batches.");
        }

        _state = json.CurrentState;
        return (int)json.BytesConsumed;
    }
}
