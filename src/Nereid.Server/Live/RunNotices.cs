using System.Collections.Concurrent;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Domain.Views;

namespace Nereid.Server.Live;

/// <summary>Tells the owner of a run that it failed or stopped answering, unless he does not want to know.</summary>
public sealed class RunNotices(INotices notices, ICatalog catalog, IRunReader runs, IPreferenceStore preferences)
{
    /// <summary>The preference that says so; the web app sets it.</summary>
    public const string Preference = "notices.runs";

    public const string Off = "off";

    static readonly AttributePath Failed = AttributePath.Of(SystemAttributes.Failed);

    static readonly AttributePath Name = AttributePath.Of(SystemAttributes.Name);

    /// <summary>A run whose last sign of life is older did not end just now: somebody changed an old one.</summary>
    static readonly long Lately = (RunHead.RunningFor + TimeSpan.FromMinutes(1)).Ticks / TimeSpan.TicksPerMicrosecond;

    const int Remembered = 10_000;

    /// <summary>The last sign of life of the runs that were told of, so that a later change of a run does not tell of its end again.</summary>
    readonly ConcurrentDictionary<RunId, long> _told = new();

    /// <param name="run">Gave a sign of life or was changed, and is not running now.</param>
    public async ValueTask EndedAsync(RunHead run, long nowUnixMicros, CancellationToken cancel)
    {
        if (run.Kind != RunKind.Run || run.Trashed || nowUnixMicros - run.LastSeenUnixMicros > Lately || _told.GetValueOrDefault(run.Id) == run.LastSeenUnixMicros)
            return;
        if (_told.Count >= Remembered)
            _told.Clear();
        _told[run.Id] = run.LastSeenUnixMicros;
        var hasFailed = await runs.GetAttributeAsync(run.Id, Failed, cancel) is BoolValue { Value: true };
        if (run.Finished && !hasFailed)
            return;
        if (await catalog.FindUserAsync(run.Owner, cancel) is not { IsServiceAccount: false, Deactivated: false } owner
            || await catalog.FindProjectAsync(run.Project, cancel) is not { } project
            || await catalog.GetRoleAsync(owner, project, cancel) < ProjectRole.Viewer
            || (await preferences.ListAsync(owner.Id, cancel)).GetValueOrDefault(Preference) == Off)
            return;
        var name = await runs.GetAttributeAsync(run.Id, Name, cancel) is StringValue { Value: var text } ? text : "";
        await notices.TellAsync(
            owner.Id,
            new NewNotice(hasFailed ? NoticeKind.RunFailed : NoticeKind.RunSilent, $"{project.Workspace}/{project.Name}", Run: run.Id, RunShortId: run.ShortId, RunLabel: name),
            cancel);
    }
}
