using System.Text.Json;
using System.Text.Json.Serialization;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Query;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>How /api/v1 speaks JSON: camelCase, enums as words, the non-finite numbers as "NaN", "Infinity" and "-Infinity",
/// unknown or missing members of a request refused.</summary>
[JsonSerializable(typeof(AttributeMatchesDto))]
[JsonSerializable(typeof(AttributeSearchDto))]
[JsonSerializable(typeof(BucketAnswerDto))]
[JsonSerializable(typeof(BucketQueryDto))]
[JsonSerializable(typeof(SeriesCsvQueryDto))]
[JsonSerializable(typeof(CreatedRunDto))]
[JsonSerializable(typeof(CreatedApiTokenDto))]
[JsonSerializable(typeof(DifferingPageDto))]
[JsonSerializable(typeof(DifferingQueryDto))]
[JsonSerializable(typeof(FileSeriesPageDto))]
[JsonSerializable(typeof(FileDto))]
[JsonSerializable(typeof(ForkQueryDto))]
[JsonSerializable(typeof(ForksDto))]
[JsonSerializable(typeof(HeartbeatDto))]
[JsonSerializable(typeof(HistogramSeriesPageDto))]
[JsonSerializable(typeof(LiveChangeDto))]
[JsonSerializable(typeof(LogHitsDto))]
[JsonSerializable(typeof(LogPageDto))]
[JsonSerializable(typeof(MeDto))]
[JsonSerializable(typeof(NewProjectDto))]
[JsonSerializable(typeof(NewRunDto))]
[JsonSerializable(typeof(NewApiTokenDto))]
[JsonSerializable(typeof(OperationBatchDto))]
[JsonSerializable(typeof(ParsedQueryDto))]
[JsonSerializable(typeof(PointQueryDto))]
[JsonSerializable(typeof(PointsDto))]
[JsonSerializable(typeof(ProblemDto))]
[JsonSerializable(typeof(ProjectDto))]
[JsonSerializable(typeof(ProjectListDto))]
[JsonSerializable(typeof(QueryTextDto))]
[JsonSerializable(typeof(RunAttributesDto))]
[JsonSerializable(typeof(RunDto))]
[JsonSerializable(typeof(RunGroupPageDto))]
[JsonSerializable(typeof(RunGroupQueryDto))]
[JsonSerializable(typeof(RunPageDto))]
[JsonSerializable(typeof(RunQueryDto))]
[JsonSerializable(typeof(SignalDto))]
[JsonSerializable(typeof(SignalSentDto))]
[JsonSerializable(typeof(SignInDto))]
[JsonSerializable(typeof(ApiTokenListDto))]
[JsonSerializable(typeof(ValuePageDto))]
[JsonSerializable(typeof(ValueQueryDto))]
[JsonSerializable(typeof(WriteResultDto))]
[JsonSerializable(typeof(SavedViewDto))]
[JsonSerializable(typeof(SavedViewListDto))]
[JsonSerializable(typeof(NewSavedViewDto))]
[JsonSerializable(typeof(ViewVersionListDto))]
[JsonSerializable(typeof(DefaultViewDto))]
[JsonSerializable(typeof(NoticeListDto))]
[JsonSerializable(typeof(NoticesReadDto))]
[JsonSerializable(typeof(NewShareLinkDto))]
[JsonSerializable(typeof(ShareLinkDto))]
[JsonSerializable(typeof(ShareLinkListDto))]
[JsonSerializable(typeof(LinkToOpenDto))]
[JsonSerializable(typeof(OpenedLinkDto))]
[JsonSerializable(typeof(RunStyleListDto))]
[JsonSerializable(typeof(RunStyleChangeDto))]
[JsonSerializable(typeof(RunFiguresQueryDto))]
[JsonSerializable(typeof(RunFiguresDto))]
[JsonSerializable(typeof(BulkRequestDto))]
[JsonSerializable(typeof(BulkJobDto))]
[JsonSerializable(typeof(ExportRequestDto))]
[JsonSerializable(typeof(GroupAnswerDto))]
[JsonSerializable(typeof(GroupQueryDto))]
[JsonSerializable(typeof(NearestAnswerDto))]
[JsonSerializable(typeof(NearestQueryDto))]
[JsonSerializable(typeof(FormulaQueryDto))]
[JsonSerializable(typeof(FormulaDto))]
[JsonSerializable(typeof(StatisticsAnswerDto))]
[JsonSerializable(typeof(StatisticsQueryDto))]
[JsonSerializable(typeof(PersonDto))]
[JsonSerializable(typeof(PersonListDto))]
[JsonSerializable(typeof(NewPersonDto))]
[JsonSerializable(typeof(PersonChangeDto))]
[JsonSerializable(typeof(MemberListDto))]
[JsonSerializable(typeof(MemberChangeDto))]
[JsonSerializable(typeof(WorkspaceDto))]
[JsonSerializable(typeof(WorkspaceListDto))]
[JsonSerializable(typeof(NewWorkspaceDto))]
[JsonSerializable(typeof(WorkspaceMemberListDto))]
[JsonSerializable(typeof(WorkspaceMemberChangeDto))]
[JsonSerializable(typeof(NewDeletionDto))]
[JsonSerializable(typeof(DeletionMadeDto))]
[JsonSerializable(typeof(DeletionListDto))]
[JsonSerializable(typeof(RestoredDto))]
[JsonSerializable(typeof(AnnotationDto))]
[JsonSerializable(typeof(NewAnnotationDto))]
[JsonSerializable(typeof(AnnotationChangeDto))]
[JsonSerializable(typeof(AnnotationListDto))]
[JsonSerializable(typeof(AnnotationQueryDto))]
[JsonSerializable(typeof(AnnotationsOfRunsDto))]
[JsonSerializable(typeof(Stream))]
[JsonSerializable(typeof(Guid[]))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(long?))]
[JsonSerializable(typeof(bool?))]
[JsonSerializable(typeof(double?))]
[JsonSerializable(typeof(DateTimeOffset?))]
public sealed partial class ApiJson : JsonSerializerContext;

/// <summary>The settings for every use of <see cref="ApiJson"/>: binding, answers, and the schemas of the OpenAPI document.</summary>
public static class ApiJsonSettings
{
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowOutOfOrderMetadataProperties = true;
        AddWords<AttributeMatching>(options);
        AddWords<AttributeType>(options);
        AddWords<ColumnValueKind>(options);
        AddWords<Comparison>(options);
        AddWords<GroupSortBy>(options);
        AddWords<GroupGaps>(options);
        AddWords<LinkAudience>(options);
        AddWords<LiveKind>(options);
        AddWords<NoticeKind>(options);
        AddWords<NqlDialect>(options);
        AddWords<NqlExpectationKind>(options);
        AddWords<PointOrder>(options);
        AddWords<ProjectRole>(options);
        AddWords<RejectReason>(options);
        AddWords<RunKind>(options);
        AddWords<RunSignal>(options);
        AddWords<RunState>(options);
        AddWords<SeriesAggregate>(options);
        AddWords<TrashScope>(options);
        AddWords<SmoothingKind>(options);
        AddWords<Visibility>(options);
        AddWords<RunFigureKind>(options);
        AddWords<BulkKind>(options);
        AddWords<BulkState>(options);
        AddWords<DeletionKind>(options);
        AddWords<ExportFormat>(options);
        AddWords<WorkspaceRole>(options);
        AddWords<XAxis>(options);
        options.TypeInfoResolverChain.Insert(0, ApiJson.Default);
    }

    /// <summary>For code that writes JSON outside of an endpoint's answer.</summary>
    public static JsonSerializerOptions Shared { get; } = MakeOptions();

    static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        options.MakeReadOnly();
        return options;
    }

    static void AddWords<TEnum>(JsonSerializerOptions options)
        where TEnum : struct, Enum =>
        options.Converters.Add(new JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
}
