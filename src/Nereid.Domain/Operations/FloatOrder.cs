namespace Nereid.Domain.Operations;

/// <summary>Which points may follow those that a float series has.</summary>
public enum FloatOrder
{
    /// <summary>Late steps are merged, and a repeated step replaces the earlier point.</summary>
    Any,

    /// <summary>Steps rise and times do not fall, as 3.x has it; other points are left out and counted, see <see cref="PointFault"/>.</summary>
    Rising,
}

/// <summary>Why a point of <see cref="FloatOrder.Rising"/> was left out. The first that fits.</summary>
public enum PointFault
{
    /// <summary>At or before the step of the fork, where the run inherits a point of the series at this step or a later one.</summary>
    NotAfterFork,

    /// <summary>The series has a point with this step and value; NaN equals NaN. Its time may be another.</summary>
    Duplicate,

    /// <summary>Not after the last point of the series.</summary>
    NotAfterLast,

    /// <summary>Earlier in time than the last point of the series.</summary>
    EarlierTime,
}

public readonly record struct RefusedPoints(PointFault Fault, long Count);
