using System.Collections.Immutable;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Writing;

/// <summary>What the check of an operation has to know of the attribute it touches.</summary>
/// <param name="LastStep">Of a series: its highest step; null when it has no points.</param>
/// <param name="Members">Of a string set; otherwise default.</param>
readonly record struct AttributeFacts(AttributeType Type, Step? LastStep, ImmutableArray<string> Members);
