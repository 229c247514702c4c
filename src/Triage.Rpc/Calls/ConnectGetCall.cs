using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Triage.Rpc.Binding;
using Triage.Rpc.Errors;
using Triage.Rpc.Messages;

namespace Triage.Rpc.Calls;

/// <summary>A unary call over Connect by HTTP GET: the message is a parameter of the query. Source: Connect protocol
/// reference, "Unary-Get-Request".</summary>
internal sealed class ConnectGetCall(
    HttpContext http, RpcMethod method, RpcRuntime runtime, MessageCodec codec, string contentType)
    : ConnectUnaryCall(http, method, runtime, codec, contentType)
{
    protected override void CheckHeaders()
    {
        StringValues version = Http.Request.Query["connect"];
        if (version.Count > 0 && version != "v1")
        {
            throw Faults.BadParameter("connect", "v1", version.ToString());
        }
    }

    protected override ValueTask<IMessage> ReadRequestAsync()
    {
        IQueryCollection query = Http.Request.Query;
        if (!query.TryGetValue("message", out StringValues message))
        {
            throw Faults.BadParameter("message", "the request message", "");
        }

        byte[] payload = query["base64"] == "1"
            ? DecodeBase64(message.ToString())
            : Encoding.UTF8.GetBytes(message.ToString());
        CheckReceiveSize(payload.Length);
        return ValueTask.FromResult(
            Decode(new ReadOnlySequence<byte>(payload), query["compression"].ToString(), "compression"));
    }

    private static byte[] DecodeBase64(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            throw Faults.BadParameter("message", "URL-safe base64", text);
        }
    }
}
