using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Analysis;
using Nereid.Storage.Series.Reading;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Where the float points of one asked line are: those of a series, or all that a formula is computed from.</summary>
sealed class LineSource
{
    readonly Formula? _formula;
    readonly ImmutableArray<Input> _inputs;

    /// <param name="Parts">Of a series; empty for a number.</param>
    readonly record struct Input(ImmutableArray<FloatPart> Parts, double Number);

    LineSource(Formula? formula, ImmutableArray<Input> inputs, StoredSeries? onlyPart) => (_formula, _inputs, OnlyPart) = (formula, inputs, onlyPart);

    /// <summary>Its points are computed anew by each <see cref="Read"/>.</summary>
    public bool IsComputed => _formula is not null;

    /// <summary>The series, when it is one that the run has itself and inherits nothing of.</summary>
    public StoredSeries? OnlyPart { get; }

    /// <summary>Null when there is no such float series, or not all that the formula needs.</summary>
    public static LineSource? Find(Statements database, FloatEngine floats, LineageReader lineages, SeriesId id, CancellationToken cancel)
    {
        if (id.Formula is not { } formula)
            return lineages.Find(id) is { Type: AttributeType.FloatSeries } found
                ? new LineSource(null, [new Input(found.Floats, 0)], found is { IsOwn: true, Parts: [var own] } ? own.Series : null)
                : null;
        var inputs = ImmutableArray.CreateBuilder<Input>(formula.Names.Length);
        foreach (var name in formula.Names)
            if (lineages.Find(id with { Path = name, Formula = null }) is { Type: AttributeType.FloatSeries } series)
                inputs.Add(new Input(series.Floats, 0));
            else if (FindNumber(database, floats, id.Run, name, cancel) is { } number)
                inputs.Add(new Input([], number));
            else
                return null;
        return inputs.Any(input => !input.Parts.IsEmpty) ? new LineSource(formula, inputs.MoveToImmutable(), null) : null;
    }

    static double? FindNumber(Statements database, FloatEngine floats, RunId run, AttributePath path, CancellationToken cancel)
    {
        var row = StoredSeries.Attribute(database, run, path);
        if (!row.Step())
            return null;
        double? number = (AttributeType)row.Int64(0) is not (AttributeType.Float or AttributeType.Int) ? null
            : AttributeRow.Read(database, floats, row.Int64(3), row, 0, cancel) switch
            {
                FloatValue value => value.Value,
                IntValue value => value.Value,
                _ => null,
            };
        row.Reset();
        return number;
    }

    /// <summary>Looks at what is not in blocks yet, before any source is read.</summary>
    public void Prepare(FloatEngine.Question question)
    {
        foreach (var input in _inputs)
            foreach (var part in input.Parts)
                question.Prepare(part.Run, part.Series);
    }

    public SeriesPoints Read(FloatEngine.Question question, CancellationToken cancel)
    {
        if (_formula is null)
            return question.Points(_inputs[0].Parts.AsSpan());
        var series = new SeriesPoints?[_inputs.Length];
        for (var i = 0; i < series.Length; i++)
            series[i] = _inputs[i].Parts.IsEmpty ? null : question.Points(_inputs[i].Parts.AsSpan());
        return FormulaPoints.Of(_formula, series, [.. _inputs.Select(input => input.Number)], cancel);
    }
}
