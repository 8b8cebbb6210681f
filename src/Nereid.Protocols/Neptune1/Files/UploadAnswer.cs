using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>The client's "result object". What cannot be stored is an error inside a 200: the client reports it and goes on, while a 4xx
/// would end its background thread and lose the rest of the run.</summary>
/// <param name="UploadId">Of a multipart upload that was started.</param>
sealed record UploadAnswer(ImmutableArray<UploadFault> Errors, string? UploadId = null)
{
    public static IResult Stored { get; } = Json(new([]));

    public static IResult Started(string uploadId) => Json(new([], uploadId));

    public static IResult Refused(string reason) => Json(new([new UploadFault(reason)]));

    static JsonHttpResult<UploadAnswer> Json(UploadAnswer answer) => TypedResults.Json(answer, Neptune1Json.Default.UploadAnswer);
}

sealed record UploadFault(string ErrorDescription);
