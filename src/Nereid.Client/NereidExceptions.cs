namespace Nereid.Client;

/// <summary>A request to the server did not do what it was asked. Only calls that wait for an answer throw it; logging calls never do.</summary>
public abstract class NereidException : Exception
{
    private protected NereidException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}

/// <summary>The server, or the client on its behalf, said no: trying the same again will not help.</summary>
public sealed class NereidRefusedException : NereidException
{
    internal NereidRefusedException(string message, int? status = null, string? problem = null)
        : base(message, null)
    {
        Status = status;
        Problem = problem;
    }

    /// <summary>The HTTP status, such as 401 for a token that is not valid. Null when the client refused before asking.</summary>
    public int? Status { get; }

    /// <summary>The stable name of the problem, such as <c>/problems/no-such-project</c>, when the server gave one.</summary>
    public string? Problem { get; }
}

/// <summary>The server could not be reached or could not do it now: trying again later may help.</summary>
public sealed class NereidUnavailableException : NereidException
{
    internal NereidUnavailableException(string message, Exception? inner = null, TimeSpan? retryAfter = null)
        : base(message, inner) => RetryAfter = retryAfter;

    /// <summary>How long the server asked to wait, when it said so.</summary>
    public TimeSpan? RetryAfter { get; }
}
