using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Triage.Server.Telemetry;
using Triage.Storage.Policies;

namespace Triage.Server.Tests.Telemetry;

public sealed class VersionCounterTests : IDisposable
{
    private const int Policies = 3;

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Meter _meter = new(DecisionMetrics.MeterName);
    private readonly Kept _kept = new();
    private readonly ManualTime _time = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;
    private readonly VersionCounter _counter;

    public VersionCounterTests()
    {
        _counter = new VersionCounter(_services.GetRequiredService<IMeterFactory>(), _time);
        _meter.CreateObservableGauge("collecting", Collecting);
        _reader = new BaseExportingMetricReader(_kept);
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter(DecisionMetrics.MeterName).AddReader(_reader).Build();
    }

    public void Dispose()
    {
        _provider.Dispose();
        _counter.Dispose();
        _meter.Dispose();
        _services.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>As fast as versions can be published, ten between two collections; the last of each policy goes on to
    /// decide.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public void Add_ThousandVersions_SeriesStayFewAndCountsAddUp(int decisionsOfTheFirst)
    {
        const int versions = 1_000, aCollection = 10;
        int decisions = 0;
        for (int version = 1; version <= versions; version++)
        {
            int count = version == 1 ? decisionsOfTheFirst : version % 7;
            decisions += count + 1;
            Count(version % Policies, version, count);
            Count(policy: Policies, version: 0, count: 1); // one that nobody publishes anew
            if (version % aCollection == 0)
            {
                _time.Advance(VersionCounter.MinAge);
                _reader.Collect();
            }
        }

        _reader.Collect();
        _reader.Collect();
        _reader.Collect();

        Assert.InRange(_kept.MostSeries, VersionCounter.MaxSeries, VersionCounter.MaxSeries + aCollection + 1);
        Assert.Equal(decisions, _kept.CountByValues);
        Assert.Equal(decisions, _kept.CountByStarts);
    }

    [Fact]
    public void Add_MorePoliciesThanSeries_CountsAddUp()
    {
        const int policies = VersionCounter.MaxSeries * 2, rounds = 20;
        for (int round = 0; round < rounds; round++)
        {
            for (int policy = 0; policy < policies; policy++)
            {
                Count(policy, version: 1, count: round + 1);
            }

            _time.Advance(VersionCounter.MinAge);
            _reader.Collect();
        }

        _reader.Collect();
        _reader.Collect();

        Assert.Equal(policies * rounds * (rounds + 1) / 2, _kept.CountByValues);
        Assert.Equal(_kept.CountByValues, _kept.CountByStarts);
    }

    /// <summary>A meter that ends takes a place in the collector for good, so meters are not to follow one another
    /// fast.</summary>
    [Fact]
    public void Add_ManyVersionsWithinAnHour_StayInOneMeter()
    {
        const int versions = VersionCounter.MaxSeries * 3;
        for (int version = 1; version <= versions; version++)
        {
            Count(policy: 0, version, count: 1);
            _reader.Collect();
        }

        _reader.Collect();
        _reader.Collect();

        Assert.Equal(versions, _kept.MostSeries);
        Assert.Equal(versions, _kept.CountByStarts);
    }

    private void Count(int policy, int version, int count)
    {
        string text = version.ToString(CultureInfo.InvariantCulture);
        for (int i = 0; i < count; i++)
        {
            _counter.Add(new PolicyKey("acme", $"policy{policy}"), text);
        }
    }

    private IEnumerable<Measurement<int>> Collecting()
    {
        _counter.Tell();
        return [];
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;

        public override long GetTimestamp() => _ticks;
    }

    /// <summary>Sums what is exported as those do who read it.</summary>
    private sealed class Kept : BaseExporter<Metric>
    {
        private readonly Dictionary<string, (long Value, DateTimeOffset Start)> _last = new(StringComparer.Ordinal);

        public int MostSeries { get; private set; }

        /// <summary>Gets the sum of all that series grew by; one that is less than before began anew.</summary>
        /// <remarks>The first value of a series is not known to have grown. Source: Prometheus, increase().</remarks>
        public long CountByValues { get; private set; }

        /// <summary>Gets the same; a series with another start began anew. Source: OpenTelemetry, metrics data model,
        /// "Resets and gaps".</summary>
        public long CountByStarts { get; private set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            HashSet<string> seen = new(StringComparer.Ordinal);
            foreach (Metric metric in batch)
            {
                if (metric.Name != VersionCounter.Name)
                {
                    continue;
                }

                foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
                {
                    List<string> labels = [];
                    foreach (KeyValuePair<string, object?> tag in point.Tags)
                    {
                        labels.Add($"{tag.Key}={tag.Value}");
                    }

                    string series = string.Join(',', labels);
                    Assert.True(seen.Add(series), $"{series} twice in one export");
                    Take(series, point.GetSumLong(), point.StartTime);
                }
            }

            MostSeries = Math.Max(MostSeries, seen.Count);
            return ExportResult.Success;
        }

        private void Take(string series, long value, DateTimeOffset start)
        {
            if (_last.TryGetValue(series, out (long Value, DateTimeOffset Start) last))
            {
                CountByValues += value < last.Value ? value : value - last.Value;
            }

            CountByStarts += start == last.Start ? value - last.Value : value;
            _last[series] = (value, start);
        }
    }
}
