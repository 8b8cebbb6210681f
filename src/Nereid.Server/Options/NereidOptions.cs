namespace Nereid.Server.Options;

/// <summary>All settings, read once at start and then passed as values. Made by <see cref="OptionsReader"/>.</summary>
public sealed record NereidOptions(DataOptions Data, AddressOptions Listen, AccessOptions Access, SampleOptions Sample);

/// <param name="Folder">Absolute path of the one folder that holds everything the server keeps.</param>
/// <param name="FileQuotaBytes">Of all files that runs hold, together; null for as much as the disk has.</param>
/// <param name="KeepDeleted">How long deletions of attributes and steps can be undone; null for the default of the store.</param>
/// <param name="PurgeTrash">How long runs stay in the trash before they are deleted for good; null for ever.</param>
public sealed record DataOptions(string Folder, long? FileQuotaBytes = null, TimeSpan? KeepDeleted = null, TimeSpan? PurgeTrash = null);

/// <summary>Where and how the server listens.</summary>
/// <param name="Host">An IP address, <c>localhost</c>, or <c>*</c> for every address of the machine.</param>
/// <param name="Port">0 lets the system choose a free one.</param>
/// <param name="Tls">HTTPS with a certificate made by the server itself and kept in the data folder.</param>
/// <param name="PublicAddress">Under which clients reach the server when that is not what it listens on, such as behind a proxy.</param>
public sealed record AddressOptions(string Host, int Port, bool Tls, Uri? PublicAddress)
{
    public const string DefaultHost = "127.0.0.1";

    public const int DefaultPort = 7878;
}

/// <param name="CreateProjectsOnFirstUse">A client that names a project which does not exist gets it made, when its user may create projects.</param>
/// <param name="PublicProjects">Projects may be made public: everyone who reaches the server reads them, without an account.</param>
/// <param name="LinksForAnyone">Owners of a project may make links that let anyone who has them read it, without an account.</param>
public sealed record AccessOptions(bool CreateProjectsOnFirstUse, bool PublicProjects = true, bool LinksForAnyone = true);

/// <param name="Enabled">The first start trains the sample model.</param>
public sealed record SampleOptions(bool Enabled);
