using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary>Calls a service's policies over Connect with JSON, with nothing but HTTP.</summary>
internal sealed class PolicyClient(ServerProcess server) : IDisposable
{
    private readonly HttpClient _http = new()
    {
        BaseAddress = new Uri(server.Http),
        Timeout = TimeSpan.FromSeconds(30),
    };

    public void Dispose() => _http.Dispose();

    public async Task<T> CallAsync<T>(string method, IMessage request)
        where T : IMessage<T>, new()
    {
        (HttpStatusCode status, string body) = await PostAsync(method, request);
        Assert.True(status == HttpStatusCode.OK, $"{method}: {body}");
        return new MessageParser<T>(() => new T()).ParseJson(body);
    }

    public Task<Policy> GetAsync(string policy = "", int version = 0) =>
        CallAsync<Policy>("GetPolicy", new GetPolicyRequest { Policy = policy, Version = version });

    public Task<Draft> CreateDraftAsync(string document, string policy = "", int baseVersion = 0) => CallAsync<Draft>(
        "CreateDraft",
        new CreateDraftRequest
        {
            Policy = policy,
            Document = document,
            Comment = "because",
            BaseVersion = baseVersion,
        });

    /// <summary>Makes the request that publishes a draft and accepts whatever its lint says.</summary>
    public async Task<PublishDraftRequest> AcceptAsync(Draft draft, Rollout? rollout = null)
    {
        ValidatePolicyResponse checks = await CallAsync<ValidatePolicyResponse>(
            "ValidatePolicy", new ValidatePolicyRequest { Document = draft.Document });
        return new PublishDraftRequest
        {
            Policy = draft.Policy,
            Id = draft.Id,
            Etag = draft.Etag,
            Rollout = rollout,
            AcceptedWarnings = { checks.Warnings.Select(warning => warning.Name).Distinct() },
        };
    }

    public async Task<Policy> PublishAsync(string document, string policy = "", Rollout? rollout = null) =>
        await CallAsync<Policy>("PublishDraft", await AcceptAsync(await CreateDraftAsync(document, policy), rollout));

    public async Task<TriageResponse> DecideAsync(string text, string conversation = "", string policy = "")
    {
        TriageRequest request = new()
        {
            Text = text,
            Policy = policy,
            Context = new Context { ConversationId = conversation },
        };
        (HttpStatusCode status, string body) = await PostAsync("Triage", request, "TriageService");
        Assert.True(status == HttpStatusCode.OK, body);
        return TriageResponse.Parser.ParseJson(body);
    }

    /// <summary>Asks what the replica decides by.</summary>
    /// <param name="path">readyz or healthz.</param>
    public async Task<JsonElement> HealthAsync(string path)
    {
        using HttpResponseMessage response = await _http.GetAsync($"/{path}");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>Waits until the database has answered: before, the service may be ready by Redis alone.</summary>
    public Task ReachesDatabaseAsync() => Eventually.HoldsAsync(
        async () => (await HealthAsync("healthz")).GetProperty("policy").GetProperty("secondsSinceAnswer")
            .GetProperty("sql").ValueKind == JsonValueKind.Number,
        withinSeconds: 30,
        () => "the database did not answer");

    /// <summary>Waits until a version decides.</summary>
    public Task DecidesByAsync(int version, double withinSeconds = 60)
    {
        int decidedBy = -1;
        return Eventually.HoldsAsync(
            async () => (decidedBy = (await DecideAsync("Hello")).PolicyVersion) == version,
            withinSeconds,
            () => $"decides by version {decidedBy}, not {version}");
    }

    /// <summary>Expects a call to fail.</summary>
    /// <returns>The code, the message, and the details by the name of their type.</returns>
    public async Task<(string Code, string Message, Dictionary<string, JsonElement> Details)> FailAsync(
        string method, IMessage request)
    {
        (HttpStatusCode status, string body) = await PostAsync(method, request);
        Assert.NotEqual(HttpStatusCode.OK, status);
        JsonElement error = JsonDocument.Parse(body).RootElement;
        return (
            error.GetProperty("code").GetString()!,
            error.GetProperty("message").GetString()!,
            error.GetProperty("details").EnumerateArray()
                .ToDictionary(
                    detail => detail.GetProperty("type").GetString()!, detail => detail.GetProperty("debug")));
    }

    /// <summary>Watches what is published.</summary>
    public async IAsyncEnumerable<Policy> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[] message = Encoding.UTF8.GetBytes("{}");
        byte[] envelope = [0, 0, 0, 0, (byte)message.Length, .. message];
        using HttpRequestMessage request = new(HttpMethod.Post, "/triage.v1.PolicyService/WatchPolicy")
        {
            Content = new ByteArrayContent(envelope),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/connect+json");
        using HttpResponseMessage response =
            await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] head = new byte[5];
        while (true)
        {
            await stream.ReadExactlyAsync(head, cancellation);
            byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1))];
            await stream.ReadExactlyAsync(body, cancellation);
            if ((head[0] & 2) != 0)
            {
                yield break;
            }

            yield return Policy.Parser.ParseJson(Encoding.UTF8.GetString(body));
        }
    }

    /// <summary>Changes the built-in policy so that one channel is primary everywhere.</summary>
    public static string Everywhere(string document, string primary, string secondary)
    {
        JsonNode json = JsonNode.Parse(document)!;
        json["overrides"] = new JsonArray();
        foreach ((string _, JsonNode? cell) in json["matrix"]!.AsObject())
        {
            cell!["primary"] = primary;
            cell["secondary"] = secondary;
        }

        return json.ToJsonString();
    }

    /// <summary>Changes the name of a policy.</summary>
    public static string Named(string document, string name)
    {
        JsonNode json = JsonNode.Parse(document)!;
        json["name"] = name;
        return json.ToJsonString();
    }

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(
        string method, IMessage request, string service = "PolicyService")
    {
        using StringContent content = new(JsonFormatter.Default.Format(request), Encoding.UTF8, "application/json");
        content.Headers.ContentType!.CharSet = null;
        using HttpResponseMessage response = await _http.PostAsync($"/triage.v1.{service}/{method}", content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
