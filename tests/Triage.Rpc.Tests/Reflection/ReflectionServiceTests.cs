using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Reflection;

public sealed class ReflectionServiceTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    public static TheoryData<string> Versions => ["v1", "v1alpha"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ServerReflectionInfo_ListServices_NamesAllThatAreMapped(string version)
    {
        ServerReflectionResponse answer = await AskAsync(version, new ServerReflectionRequest { ListServices = "*" });

        Assert.Equal(
            [
                "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection", "probe.v1.Probe",
            ],
            answer.ListServicesResponse.Service.Select(s => s.Name));
    }

    [Theory]
    [InlineData("probe.v1.Probe")]
    [InlineData("probe.v1.Probe.Unary")]
    [InlineData("probe.v1.Part")]
    [InlineData("probe.v1.Level")]
    public async Task ServerReflectionInfo_FileContainingSymbol_AnswersItAndItsImports(string symbol)
    {
        ServerReflectionResponse answer =
            await AskAsync("v1alpha", new ServerReflectionRequest { FileContainingSymbol = symbol });

        FileDescriptorProto[] files = [.. answer.FileDescriptorResponse.FileDescriptorProto
            .Select(bytes => FileDescriptorProto.Parser.ParseFrom(bytes))];
        Assert.Contains("Probe", files[0].Service.Select(s => s.Name));
        Assert.Equal(
            ["google/protobuf/struct.proto", "google/protobuf/timestamp.proto"],
            files[1..].Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ServerReflectionInfo_FileByFilename_AnswersIt()
    {
        ServerReflectionResponse answer = await AskAsync(
            "v1", new ServerReflectionRequest { FileByFilename = "google/protobuf/timestamp.proto" });

        Assert.Single(answer.FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task ServerReflectionInfo_UnknownNames_AnswersNotFound()
    {
        ServerReflectionResponse[] answers =
        [
            await AskAsync("v1", new ServerReflectionRequest { FileByFilename = "no.proto" }),
            await AskAsync("v1", new ServerReflectionRequest { FileContainingSymbol = "no.Symbol" }),
            await AskAsync("v1", new ServerReflectionRequest { AllExtensionNumbersOfType = "no.Type" }),
            await AskAsync("v1", new ServerReflectionRequest { FileContainingExtension = new ExtensionRequest() }),
        ];

        Assert.All(answers, answer => Assert.Equal((int)StatusCode.NotFound, answer.ErrorResponse.ErrorCode));
    }

    [Fact]
    public async Task ServerReflectionInfo_NoQuestion_AnswersInvalidArgument()
    {
        ServerReflectionResponse answer = await AskAsync("v1", new ServerReflectionRequest { Host = "here" });

        Assert.Equal((int)StatusCode.InvalidArgument, answer.ErrorResponse.ErrorCode);
        Assert.Equal("here", answer.OriginalRequest.Host);
    }

    private async Task<ServerReflectionResponse> AskAsync(string version, ServerReflectionRequest request)
    {
        GrpcAnswer answer = await Wire.GrpcAsync(
            server.Http2, Wire.Envelope(request), $"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
        Assert.Equal(StatusCode.OK, answer.Status);
        return ServerReflectionResponse.Parser.ParseFrom(answer.Envelopes.Single().Payload);
    }
}
