using System.Diagnostics;
using System.Globalization;
using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary>Workers and Redis that are killed while they work: every message is counted.</summary>
[Collection(nameof(Timed))]
public sealed class WorkerFaultTests(SharedServer shared) : IAsyncLifetime
{
    private const string Query = """{"text":"My card was stolen and someone paid with it!"}""";

    private readonly TemporaryFolder _folder = new();
    private readonly RedisServer _redis = new();
    private readonly List<WorkerProcess> _workers = [];
    private readonly Dictionary<string, int> _answers = [];
    private StreamCaller _caller = null!;

    public async ValueTask InitializeAsync()
    {
        await StartRedisAsync();
        _caller = new StreamCaller(_redis.ConnectionString);
    }

    public ValueTask DisposeAsync()
    {
        _workers.ForEach(worker => worker.Dispose());
        _caller.Dispose();
        _redis.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Workers_KilledMidWay_LoseNothingAndAnswerNothingTwice()
    {
        int messages = Scale.Times(usual: 5_000, isLong: 1_000_000);
        int kills = Scale.Times(usual: 5, isLong: 50);
        long start = Stopwatch.GetTimestamp();
        Task adding = _caller.AddAsync(
            Enumerable.Range(0, messages).Select(i => $"q{i.ToString(CultureInfo.InvariantCulture)}"), Query);
        StartWorker();
        StartWorker();
        StartWorker();
        for (int kill = 1; kill <= kills; kill++)
        {
            await AnsweredAsync((int)((long)messages * kill / (kills + 1)));
            await _workers[kill - 1].KillAsync();
            StartWorker();
        }

        await adding;
        await AnsweredAsync(messages);

        Assert.All(_answers, answer => Assert.Equal(1, answer.Value));
        Assert.Equal(messages, _answers.Count);
        Assert.Equal(0, await _caller.CountAsync("queries"));
        Assert.Equal(0, await _caller.CountAsync("decisions"));
        Assert.Equal(0, await _caller.CountAsync("poison"));
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{messages} messages, {kills} of 3 workers killed and replaced: "
            + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s"));
    }

    [Fact]
    public async Task Redis_Killed_WorkersGoOnWhereItWas()
    {
        const int Messages = 2_000;
        await _caller.AddAsync(
            Enumerable.Range(0, Messages).Select(i => $"q{i.ToString(CultureInfo.InvariantCulture)}"), Query);
        StartWorker();
        StartWorker();
        for (int kill = 1; kill <= 2; kill++)
        {
            await AnsweredAsync(Messages * kill / 3);
            _caller.Dispose();
            await _redis.KillAsync();
            await StartRedisAsync();
            _caller = new StreamCaller(_redis.ConnectionString);
        }

        await AnsweredAsync(Messages);

        Assert.Equal(Messages, _answers.Count);
        Assert.All(_answers, answer => Assert.Equal(1, answer.Value));
        Assert.Equal(0, await _caller.CountAsync("queries"));
    }

    /// <summary>Starts Redis on its append-only file, and waits until it has read that.</summary>
    private async Task StartRedisAsync()
    {
        await _redis.StartAsync("--appendonly", "yes", "--appendfsync", "always", "--dir", _folder.Path);
        while (await _redis.CommandAsync("PING") != "+PONG")
        {
            await Task.Delay(20);
        }
    }

    private void StartWorker() => _workers.Add(new WorkerProcess(
        "--redis", _redis.ConnectionString,
        "--server", shared.Process.Http,
        "--batch", "50",
        "--take-over-after", "1s"));

    /// <summary>Reads answers until there are so many.</summary>
    private async Task AnsweredAsync(int count)
    {
        long progress = Stopwatch.GetTimestamp();
        while (_answers.Count < count)
        {
            List<Dictionary<string, string>> taken = await _caller.TakeAsync("decisions", 100);
            foreach (Dictionary<string, string> answer in taken)
            {
                _answers[answer["id"]] = _answers.GetValueOrDefault(answer["id"]) + 1;
            }

            if (taken.Count > 0)
            {
                progress = Stopwatch.GetTimestamp();
                continue;
            }

            Assert.True(
                Stopwatch.GetElapsedTime(progress).TotalSeconds < 60,
                $"{_answers.Count} of {count}: {string.Join('\n', _workers.Select(worker => worker.Output))}");
            await Task.Delay(20);
        }
    }
}
