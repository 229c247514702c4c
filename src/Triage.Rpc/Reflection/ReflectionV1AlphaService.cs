using Google.Protobuf;
using Grpc.Reflection.V1Alpha;
using V1Request = Grpc.Reflection.V1.ServerReflectionRequest;

namespace Triage.Rpc.Reflection;

/// <summary><c>grpc.reflection.v1alpha.ServerReflection</c>, for tools that know no other. The two versions are the
/// same on the wire, so each message goes through its bytes.</summary>
internal sealed class ReflectionV1AlphaService(ReflectionService reflection)
{
    public async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requests,
        IServerStreamWriter<ServerReflectionResponse> responses,
        ServerCallContext context)
    {
        await foreach (ServerReflectionRequest request in requests.ReadAllAsync(context.CancellationToken))
        {
            byte[] answer = reflection.Answer(V1Request.Parser.ParseFrom(request.ToByteString())).ToByteArray();
            await responses.WriteAsync(ServerReflectionResponse.Parser.ParseFrom(answer), context.CancellationToken);
        }
    }
}
