using System.Diagnostics.Metrics;
using Triage.Rpc.Telemetry;

namespace Triage.Rpc.Tests.Telemetry;

public sealed class MeasurementBatchTests
{
    private const int Threads = 4;
    private const int AddsOfOne = 10_000;

    [Fact]
    public void Collect_FewWaiting_RecordsThemFirstAndOnce()
    {
        using Meter meter = new("test");
        List<int> recorded = [];
        MeasurementBatch<int> batch = new(meter, "batch", recorded.Add);
        using MeterListener collector = Collector(meter);
        batch.Add(1);
        batch.Add(2);
        Assert.Empty(recorded);

        collector.RecordObservableInstruments();
        collector.RecordObservableInstruments();
        Assert.Equal([1, 2], recorded);
    }

    [Fact]
    public async Task Add_ManyThreadsWhileSomebodyCollects_EachIsRecordedOnce()
    {
        using Meter meter = new("test");
        long sum = 0;
        int count = 0;
        MeasurementBatch<int> batch = new(meter, "batch", value =>
        {
            Interlocked.Add(ref sum, value);
            Interlocked.Increment(ref count);
        });
        using MeterListener collector = Collector(meter);
        Task adding = Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < AddsOfOne; i++)
            {
                batch.Add((thread * AddsOfOne) + i);
            }
        })));
        do
        {
            collector.RecordObservableInstruments();
        }
        while (!adding.IsCompleted);

        await adding;
        collector.RecordObservableInstruments();
        const long all = Threads * AddsOfOne;
        Assert.Equal((all, all * (all - 1) / 2), (count, sum));
    }

    private static MeterListener Collector(Meter meter)
    {
        MeterListener collector = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == meter)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        collector.SetMeasurementEventCallback<int>((_, _, _, _) => Assert.Fail("It reports nothing."));
        collector.Start();
        return collector;
    }
}
