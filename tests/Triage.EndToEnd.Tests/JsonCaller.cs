using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;

namespace Triage.EndToEnd.Tests;

/// <summary>Calls methods of a service over Connect JSON.</summary>
internal sealed class JsonCaller : IDisposable
{
    private readonly HttpClient _http;

    public JsonCaller(string address, string? key = null)
    {
        _http = new HttpClient { BaseAddress = new Uri(address) };
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Calls a unary method that must succeed.</summary>
    public async Task<TResponse> CallAsync<TResponse>(string method, IMessage request)
        where TResponse : IMessage<TResponse>, new()
    {
        (bool isOk, string body) = await SendAsync(method, request);
        Assert.True(isOk, body);
        return new MessageParser<TResponse>(() => new TResponse()).ParseJson(body);
    }

    /// <summary>Calls a unary method that must fail.</summary>
    /// <returns>The error as JSON: code, message, details.</returns>
    public async Task<string> FailAsync(string method, IMessage request)
    {
        (bool isOk, string body) = await SendAsync(method, request);
        Assert.False(isOk, body);
        return body;
    }

    /// <summary>Opens a server stream.</summary>
    public async Task<MessageStream> OpenAsync(string method, IMessage request, CancellationToken cancellation)
    {
        byte[] json = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(request));
        byte[] envelope = new byte[5 + json.Length];
        BinaryPrimitives.WriteInt32BigEndian(envelope.AsSpan(1), json.Length);
        json.CopyTo(envelope, 5);
        HttpRequestMessage message = new(HttpMethod.Post, $"/triage.v1.{method}")
        {
            Content = new ByteArrayContent(envelope),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/connect+json");
        HttpResponseMessage response =
            await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        return new MessageStream(response, await response.Content.ReadAsStreamAsync(cancellation));
    }

    private async Task<(bool IsOk, string Body)> SendAsync(string method, IMessage request)
    {
        using StringContent content = new(JsonFormatter.Default.Format(request), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _http.PostAsync($"/triage.v1.{method}", content);
        return (response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Messages of a server stream.</summary>
    internal sealed class MessageStream(HttpResponseMessage response, Stream body) : IDisposable
    {
        private const byte EndFlag = 2;

        public void Dispose() => response.Dispose();

        /// <summary>Reads the next message.</summary>
        /// <returns>The message; null at the end of the stream.</returns>
        public async Task<T?> ReadAsync<T>(CancellationToken cancellation)
            where T : class, IMessage<T>, new()
        {
            byte[] head = new byte[5];
            await body.ReadExactlyAsync(head, cancellation);
            byte[] json = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1))];
            await body.ReadExactlyAsync(json, cancellation);
            return (head[0] & EndFlag) != 0
                ? null
                : new MessageParser<T>(() => new T()).ParseJson(Encoding.UTF8.GetString(json));
        }
    }
}
