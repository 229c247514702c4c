using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;
using Triage.Rpc.Binding;

namespace Triage.Rpc.Reflection;

/// <summary><c>grpc.reflection.v1.ServerReflection</c>. Source: gRPC, "Server reflection protocol".</summary>
internal sealed class ReflectionService(RpcServiceRegistry registry)
{
    // The services are all mapped by the time of the first question.
    private readonly Lazy<DescriptorIndex> _index = new(() => new DescriptorIndex(registry.Services));

    public async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requests,
        IServerStreamWriter<ServerReflectionResponse> responses,
        ServerCallContext context)
    {
        await foreach (ServerReflectionRequest request in requests.ReadAllAsync(context.CancellationToken))
        {
            await responses.WriteAsync(Answer(request), context.CancellationToken);
        }
    }

    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var answer = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                answer.ListServicesResponse = new ListServiceResponse();
                answer.ListServicesResponse.Service.Add(
                    _index.Value.ServiceNames.Select(name => new ServiceResponse { Name = name }));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                SetFile(answer, _index.Value.FindFile(request.FileByFilename), "file: not known to this server");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                SetFile(
                    answer, _index.Value.FindSymbol(request.FileContainingSymbol), "symbol: not known to this server");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType
                when _index.Value.FindSymbol(request.AllExtensionNumbersOfType) is not null:
                // Extensions are of proto2; the services here are of proto3.
                answer.AllExtensionNumbersResponse =
                    new ExtensionNumberResponse { BaseTypeName = request.AllExtensionNumbersOfType };
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                SetError(answer, StatusCode.NotFound, "extension: none is known to this server");
                break;
            default:
                SetError(answer, StatusCode.InvalidArgument, "message_request: expected one of its fields, got none");
                break;
        }

        return answer;
    }

    private static void SetFile(ServerReflectionResponse answer, FileDescriptor? file, string error)
    {
        if (file is null)
        {
            SetError(answer, StatusCode.NotFound, error);
            return;
        }

        answer.FileDescriptorResponse = new FileDescriptorResponse();
        answer.FileDescriptorResponse.FileDescriptorProto.Add(DescriptorIndex.WithImports(file));
    }

    private static void SetError(ServerReflectionResponse answer, StatusCode code, string message) =>
        answer.ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message };
}
