using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Triage.V1;

namespace Triage.Cli.Worker;

/// <summary>Calls the service over Connect.</summary>
internal sealed class BatchClient : IDisposable
{
    /// <summary>Bytes of a call that every service takes, unless it was told otherwise.</summary>
    public const int UsualCallBytes = 1 << 20;

    /// <summary>When to call again, where the service does not say.</summary>
    public static readonly TimeSpan UsualPause = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient _http;

    public BatchClient(Uri server)
    {
        _http = ServerOption.Connect(server);
        _http.Timeout = TimeSpan.FromSeconds(10);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Has queries decided in one call.</summary>
    /// <returns>A result for each query, in their order.</returns>
    /// <exception cref="ServiceAwayException">The service cannot decide now.</exception>
    /// <exception cref="ServiceRefusalException">The service does not take the call.</exception>
    /// <exception cref="CommandFailure">The service does not know this caller, or is none.</exception>
    public async Task<IReadOnlyList<TriageResult>> CallAsync(IReadOnlyList<TriageRequest> queries)
    {
        byte[] body = new TriageBatchRequest { Queries = { queries } }.ToByteArray();
        using HttpRequestMessage request = new(HttpMethod.Post, "/triage.v1.TriageService/TriageBatch")
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/proto");

        // A refusal of what is too large must arrive before the body is on its way.
        request.Headers.ExpectContinue = body.Length > UsualCallBytes;
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw Failure(response, await response.Content.ReadAsStringAsync());
            }

            byte[] answer = await response.Content.ReadAsByteArrayAsync();
            return Results(TriageBatchResponse.Parser.ParseFrom(answer), queries.Count);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            throw new ServiceAwayException(Cause(e), UsualPause);
        }
    }

    /// <summary>Names what the network did.</summary>
    private static string Cause(Exception e) => e switch
    {
        HttpRequestException { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        HttpRequestException http => http.HttpRequestError.ToString(),
        TaskCanceledException => "no answer in time",
        _ => "connection broken off",
    };

    private static RepeatedField<TriageResult> Results(TriageBatchResponse response, int queries)
    {
        if (response.Results.Count != queries)
        {
            throw new CommandFailure(
                $"--server: expected {queries} results of a Triage service, got {response.Results.Count}");
        }

        return response.Results;
    }

    private static Exception Failure(HttpResponseMessage response, string body)
    {
        (string code, string reason, string message) = Read(body);
        string status = $"HTTP {(int)response.StatusCode}";
        string said = message.Length > 0 ? message : status;
        return code switch
        {
            "resource_exhausted" when reason == "MESSAGE_TOO_LARGE" => new ServiceRefusalException(reason, said),
            "" or "unavailable" or "resource_exhausted" or "deadline_exceeded" or "canceled" or "aborted" =>
                new ServiceAwayException(status, response.Headers.RetryAfter?.Delta ?? UsualPause),
            "internal" or "unknown" or "data_loss" =>
                new ServiceAwayException(status, UsualPause, mayBeOfQuery: true),
            "unauthenticated" or "permission_denied" or "unimplemented" => new CommandFailure($"--server: {said}"),
            _ => new ServiceRefusalException(reason.Length > 0 ? reason : code, said),
        };
    }

    /// <returns>Empty texts for what is no error of a Triage service, such as a proxy's page.</returns>
    private static (string Code, string Reason, string Message) Read(string body)
    {
        try
        {
            using JsonDocument error = JsonDocument.Parse(body);
            string Text(string name) =>
                error.RootElement.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";
            string reason = error.RootElement.TryGetProperty("details", out JsonElement details)
                ? details.EnumerateArray()
                    .Where(detail => detail.GetProperty("type").GetString() == "google.rpc.ErrorInfo")
                    .Select(detail => detail.GetProperty("debug").GetProperty("reason").GetString()!)
                    .FirstOrDefault("")
                : "";
            return (Text("code"), reason, Text("message"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return ("", "", "");
        }
    }
}
