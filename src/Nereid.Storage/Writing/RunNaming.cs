using System.Globalization;
using System.Text;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Writing;

/// <summary>Short ids: <c>KEY-12</c> for runs, <c>KEY-MODEL</c> for models, <c>KEY-MODEL-3</c> for their versions, <c>KEY</c> for the project's metadata.</summary>
/// <remarks>A model's key has no dash and not only digits, so that no two of these can be the same text.</remarks>
static class RunNaming
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string ShortId(NewRun run, long number, string? modelShortId) => run.Kind switch
    {
        RunKind.ProjectMetadata => run.ProjectKey,
        RunKind.Model => $"{run.ProjectKey}-{run.Key}",
        RunKind.ModelVersion => string.Create(CultureInfo.InvariantCulture, $"{modelShortId}-{number}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{run.ProjectKey}-{number}"),
    };

    /// <summary>Of a model version: the short id of its model.</summary>
    public static string ModelShortId(string versionShortId) => versionShortId[..versionShortId.LastIndexOf('-')];

    /// <summary>What is wrong with the arguments, whatever the store holds; null when nothing is.</summary>
    public static string? Fault(NewRun run)
    {
        if (!Enum.IsDefined(run.Kind))
            return $"The kind {(int)run.Kind} is unknown.";
        if (string.IsNullOrEmpty(run.ProjectKey))
            return "The project key is missing.";
        if (run.Owner is null)
            return "The owner is missing.";
        if (run.CustomId is { } custom && FaultOfCustomId(custom) is { } customFault)
            return customFault;
        if (run.Kind == RunKind.Model != run.Key is not null)
            return run.Key is null ? "A model needs a key." : "Only a model has a key.";
        if (run.Key is { } key && !IsModelKey(key))
            return $"The model key '{key}' is not allowed; expected 1 to 64 letters, digits, '_' or '.', not only digits.";
        if (run.Kind == RunKind.ModelVersion != run.Model is not null)
            return run.Model is null ? "A model version needs its model." : "Only a model version has a model.";
        if (run.Fork is not null && run.Kind != RunKind.Run)
            return "Only a run can be a fork.";
        if (run.Fork is { Step.IsNext: true })
            return "The fork needs a concrete step.";
        return null;
    }

    static string? FaultOfCustomId(string customId)
    {
        if (customId.Length == 0)
            return "The custom id is empty.";
        try
        {
            var bytes = StrictUtf8.GetByteCount(customId);
            return bytes > Limits.CustomIdBytes ? $"The custom id has {bytes} bytes of UTF-8; at most {Limits.CustomIdBytes} are allowed." : null;
        }
        catch (EncoderFallbackException)
        {
            return "The custom id contains an unpaired surrogate and is not valid Unicode.";
        }
    }

    static bool IsModelKey(string key) =>
        key.Length is >= 1 and <= 64 && key.All(c => char.IsLetterOrDigit(c) || c is '_' or '.') && !key.All(char.IsDigit);
}
