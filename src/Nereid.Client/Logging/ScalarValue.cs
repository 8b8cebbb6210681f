using Nereid.Client.Capture;

namespace Nereid.Client.Logging;

/// <summary>A value that an attribute can be set to; the cases are those of the server's assign operation.</summary>
abstract record ScalarValue
{
    public virtual long EstimatedBytes => 32;

    public sealed record Int(long Value) : ScalarValue;

    public sealed record Float(double Value) : ScalarValue;

    public sealed record Bool(bool Value) : ScalarValue;

    public sealed record Text(string Value) : ScalarValue
    {
        public override long EstimatedBytes => 2L * Value.Length;
    }

    public sealed record Time(DateTimeOffset Value) : ScalarValue;

    public sealed record Git(GitInfo Value) : ScalarValue;
}
