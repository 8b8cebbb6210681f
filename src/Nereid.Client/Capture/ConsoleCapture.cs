using System.Text;

namespace Nereid.Client.Capture;

/// <summary>Copies what the process writes to <see cref="Console"/>, line by line, to a run. Writing goes on as before.</summary>
/// <remarks>Several runs may capture at once: each start wraps the writers that are there, each stop ends its own copying.</remarks>
sealed class ConsoleCapture : IDisposable
{
    readonly Tee _out;
    readonly Tee _error;
    readonly TextWriter _outBefore = Console.Out;
    readonly TextWriter _errorBefore = Console.Error;
    readonly TextWriter _outInstalled;
    readonly TextWriter _errorInstalled;

    ConsoleCapture(Action<string> outputLine, Action<string> errorLine)
    {
        // Remembered before the first capture takes its place.
        _ = OriginalError;
        _out = new Tee(_outBefore, outputLine);
        _error = new Tee(_errorBefore, errorLine);
        Console.SetOut(_out);
        Console.SetError(_error);
        _outInstalled = Console.Out;
        _errorInstalled = Console.Error;
    }

    /// <summary>Standard error as it was before any capture, so that the client never logs its own diagnostics to a run.</summary>
    public static TextWriter OriginalError { get; } = Console.Error;

    /// <param name="outputLine">Hears each whole line without its end. Must not block or write to the console.</param>
    public static ConsoleCapture Start(Action<string> outputLine, Action<string> errorLine) => new(outputLine, errorLine);

    public void Dispose()
    {
        _out.End();
        _error.End();
        // When somebody wrapped our writer meanwhile, it stays below as one that only hands on.
        if (Console.Out == _outInstalled)
            Console.SetOut(_outBefore);
        if (Console.Error == _errorInstalled)
            Console.SetError(_errorBefore);
    }

    /// <summary>A writer that hands on every character and cuts a copy into lines.</summary>
    sealed class Tee(TextWriter inner, Action<string> line) : TextWriter
    {
        /// <summary>A line that does not end is handed over in pieces of this many characters.</summary>
        const int MaxLine = 16_384;

        readonly Lock _lock = new();
        readonly StringBuilder _open = new();
        bool _ended;

        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value)
        {
            inner.Write(value);
            Copy([value]);
        }

        public override void Write(string? value)
        {
            inner.Write(value);
            Copy(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            inner.Write(buffer, index, count);
            Copy(buffer.AsSpan(index, count));
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            inner.Write(buffer);
            Copy(buffer);
        }

        public override void WriteLine(string? value) => Write(value + inner.NewLine);

        public override void Flush() => inner.Flush();

        public void End()
        {
            lock (_lock)
            {
                if (_open.Length > 0)
                    HandOver();
                _ended = true;
            }
        }

        void Copy(ReadOnlySpan<char> text)
        {
            lock (_lock)
            {
                if (_ended)
                    return;
                foreach (var character in text)
                {
                    if (character == '\n')
                        HandOver();
                    else
                        _open.Append(character);
                    if (_open.Length >= MaxLine)
                        HandOver();
                }
            }
        }

        void HandOver()
        {
            if (_open.Length > 0 && _open[^1] == '\r')
                _open.Length--;
            line(_open.ToString());
            _open.Clear();
        }
    }
}
