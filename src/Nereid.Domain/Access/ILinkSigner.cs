namespace Nereid.Domain.Access;

/// <summary>Signs links that carry their own authorisation. Safe for use from many threads; signatures outlive a restart.</summary>
public interface ILinkSigner
{
    /// <summary>Lower-case hex.</summary>
    /// <param name="text">All that the link says; begin it with what kind of link it is.</param>
    string Sign(string text);

    /// <summary>Takes the same time whatever is wrong.</summary>
    bool IsRight(string text, string signature);
}
