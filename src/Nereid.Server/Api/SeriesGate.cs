using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Takes the float series and formulas that a request names: checks the names, and asks once for every run whether the caller may read it.</summary>
sealed class SeriesGate(HttpContext http, ProjectGate gate, bool inherited)
{
    /// <summary>Names in all formulas of a request together: each is a series to be walked.</summary>
    const int MaxFormulaNames = 5000;

    readonly Dictionary<Guid, string> _shortIds = [];
    readonly Dictionary<string, Formula> _formulas = [];
    int _names;

    /// <summary>Of a run that was let in.</summary>
    public string ShortIdOf(RunId run) => _shortIds[run.Value];

    /// <param name="where">Of the list in the body, for problems.</param>
    public async Task<(ImmutableArray<SeriesId> Series, Problem? Refused)> AdmitAsync(IReadOnlyList<SeriesIdDto> named, string where, CancellationToken cancel)
    {
        var series = ImmutableArray.CreateBuilder<SeriesId>(named.Count);
        for (var i = 0; i < named.Count; i++)
        {
            if (Read(named[i], $"{where}[{i}]", out var id) is { } fault)
                return ([], fault);
            if (!_shortIds.ContainsKey(id.Run.Value))
            {
                var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, id.Run, ProjectRole.Viewer, cancel);
                if (open is null)
                    return ([], Problems.RefusedRun(refusal, ProjectRole.Viewer));
                _shortIds[id.Run.Value] = open.Run.ShortId;
            }
            series.Add(id);
        }
        return (series.MoveToImmutable(), null);
    }

    Problem? Read(SeriesIdDto named, string where, out SeriesId id)
    {
        var (run, lineage) = (new RunId(named.RunId), inherited ? Lineage.Full : Lineage.Own);
        id = default;
        if (named.Path is not null == named.Formula is not null)
            return Problems.Invalid(where, "Expected either 'path' or 'formula'.");
        if (named.Formula is null)
        {
            if (!AttributePath.TryParse(named.Path, out var path, out var fault))
                return Problems.Invalid($"{where}.path", fault);
            id = new SeriesId(run, path, lineage);
            return null;
        }
        if (!_formulas.TryGetValue(named.Formula, out var formula))
        {
            if (AxisSeries.FaultIn(named.Formula, $"{where}.formula", out formula) is { } problem)
                return problem;
            _formulas[named.Formula] = formula!;
        }
        _names += formula!.Names.Length;
        if (_names > MaxFormulaNames)
            return Problems.Invalid($"{where}.formula", $"Expected formulas with together at most {MaxFormulaNames} names of attributes.");
        id = SeriesId.Of(run, formula, lineage);
        return null;
    }
}

/// <summary>The series or formula whose values are x.</summary>
static class AxisSeries
{
    public static Problem? Fault(XAxis axis, string? series, string? formula, out AttributePath? path, out Formula? parsed)
    {
        (path, parsed) = (null, null);
        if (series is not null && formula is not null)
            return Problems.Invalid("$.xFormula", "Expected none beside 'xSeries'.");
        if (axis == XAxis.Series != (series is not null || formula is not null))
            return Problems.Invalid("$.xSeries", "Expected a path, or a formula in 'xFormula', when x is 'series', and none otherwise.");
        if (formula is not null)
            return FaultIn(formula, "$.xFormula", out parsed);
        if (series is null)
            return null;
        if (!AttributePath.TryParse(series, out var found, out var fault))
            return Problems.Invalid("$.xSeries", fault);
        path = found;
        return null;
    }

    public static Problem? FaultIn(string text, string where, out Formula? formula) =>
        Formula.TryParse(text, out formula, out var fault) ? null : Problems.Invalid(where, $"At {fault.Offset}: {fault.Reason}");
}
