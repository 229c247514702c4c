using Triage.Storage.Replication;
using Triage.Storage.Tests.Support;

namespace Triage.Storage.Tests.Replication;

public sealed class LastGoodFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("data/last-good.bin");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_WithoutAnySource_DecidesByTheFile()
    {
        await using (Replica first = new(file: Path))
        {
            first.Publish(7);
        }

        await using Replica second = new(file: Path);
        Assert.Equal(7, second.Version);
        Assert.True(second.Health.IsLoaded);
    }

    [Fact]
    public async Task Start_WithoutFileAndSources_IsNotLoaded()
    {
        await using Replica replica = new(file: Path);
        Assert.False(replica.Health.IsLoaded);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-1)]
    public async Task Start_FromADamagedFile_HoldsNothing(int at)
    {
        await using (Replica first = new(file: Path))
        {
            first.Publish(7);
        }

        byte[] content = await File.ReadAllBytesAsync(Path, TestContext.Current.CancellationToken);
        content[at < 0 ? content.Length + at : at] ^= 1;
        await File.WriteAllBytesAsync(Path, content, TestContext.Current.CancellationToken);

        await using Replica second = new(file: Path);
        Assert.Equal(0, second.Version);
        Assert.False(second.Health.IsLoaded);
    }

    [Fact]
    public async Task Start_FromAFile_IsCorrectedByANewerSource()
    {
        await using (Replica first = new(file: Path))
        {
            first.Publish(7);
        }

        await using Replica second = new(file: Path);
        Assert.False(second.Policies.Offer(Replica.Envelope(6), PolicySource.Sql));
        Assert.True(second.Policies.Offer(Replica.Envelope(8), PolicySource.Sql));
        Assert.Equal(8, second.Version);
    }
}
