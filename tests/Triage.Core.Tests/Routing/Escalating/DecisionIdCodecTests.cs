using FsCheck;
using FsCheck.Fluent;
using Triage.Core.Routing;
using Triage.Core.Routing.Escalating;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Routing.Escalating;

public sealed class DecisionIdCodecTests
{
    private static readonly ulong Tenant = DecisionIdCodec.Mark("acme");
    private static readonly DecisionIdKey Key = new(1, "an old secret of at least 32 bytes"u8);
    private static readonly DecisionIdKey NewKey = new(2, "a new secret of at least 32 bytes!"u8);
    private static readonly DecisionIdCodec Codec = new(Key, [], DecisionIdCodec.DefaultLifetime);

    [Fact]
    public void Decode_AnyToken_IsReadAsItWasWritten() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            DecisionToken token = Token(new Random(seed));
            string id = Codec.Encode(in token);
            DecisionIdFault fault = Codec.Decode(id, Tenant, token.DecidedAt, out DecisionToken read);
            return fault == DecisionIdFault.None && read == token && id.Length == DecisionIdCodec.Chars;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Encode_Id_FitsTheContract() => Assert.InRange(DecisionIdCodec.Chars, 1, 96);

    [Fact]
    public void Decode_AnyCharacterChanged_IsRefused()
    {
        DecisionToken token = Token(new Random(1));
        string id = Codec.Encode(in token);
        for (int i = 0; i < id.Length; i++)
        {
            foreach (char c in "Aa0-_=+/ é")
            {
                string changed = string.Concat(id.AsSpan(0, i), [c], id.AsSpan(i + 1));
                DecisionIdFault fault = Codec.Decode(changed, Tenant, token.DecidedAt, out DecisionToken read);
                Assert.Equal(changed == id, fault == DecisionIdFault.None);
                Assert.Equal(changed == id ? token : default, read);
            }
        }
    }

    [Fact]
    public void Decode_AnyOtherLength_IsMalformed()
    {
        DecisionToken token = Token(new Random(1));
        string id = Codec.Encode(in token);
        for (int length = 0; length < id.Length; length++)
        {
            Assert.Equal(DecisionIdFault.Malformed, Codec.Decode(id.AsSpan(0, length), Tenant, token.DecidedAt, out _));
        }

        Assert.Equal(DecisionIdFault.Malformed, Codec.Decode(id + "A", Tenant, token.DecidedAt, out _));
    }

    [Fact]
    public void Decode_SignedWithAnotherSecret_IsForged()
    {
        DecisionToken token = Token(new Random(1));
        DecisionIdCodec forger = new(new DecisionIdKey(1, new byte[32]), [], DecisionIdCodec.DefaultLifetime);
        Assert.Equal(DecisionIdFault.Forged, Codec.Decode(forger.Encode(in token), Tenant, token.DecidedAt, out _));
    }

    [Fact]
    public void Decode_OtherTenant_IsForeign()
    {
        DecisionToken token = Token(new Random(1));
        Assert.Equal(
            DecisionIdFault.Foreign,
            Codec.Decode(Codec.Encode(in token), DecisionIdCodec.Mark("other"), token.DecidedAt, out _));
    }

    [Fact]
    public void Decode_Age_IsCheckedAgainstTheLifetime()
    {
        DecisionToken token = Token(new Random(1));
        string id = Codec.Encode(in token);
        DateTimeOffset end = token.DecidedAt + DecisionIdCodec.DefaultLifetime;
        Assert.Equal(DecisionIdFault.None, Codec.Decode(id, Tenant, end.AddTicks(-1), out _));
        Assert.Equal(DecisionIdFault.Expired, Codec.Decode(id, Tenant, end, out _));
        Assert.Equal(DecisionIdFault.None, Codec.Decode(id, Tenant, token.DecidedAt.AddMinutes(-1), out _));
        Assert.Equal(DecisionIdFault.FromTheFuture, Codec.Decode(id, Tenant, token.DecidedAt.AddMinutes(-2), out _));
    }

    [Fact]
    public void Decode_KeysRotated_ReadsOldIdsUntilTheOldKeyIsDropped()
    {
        DecisionToken token = Token(new Random(1));
        string id = Codec.Encode(in token);
        DecisionIdCodec rotated = new(NewKey, [Key], DecisionIdCodec.DefaultLifetime);
        DecisionIdCodec dropped = new(NewKey, [], DecisionIdCodec.DefaultLifetime);
        Assert.Equal(DecisionIdFault.None, rotated.Decode(id, Tenant, token.DecidedAt, out _));
        Assert.Equal(DecisionIdFault.UnknownKey, dropped.Decode(id, Tenant, token.DecidedAt, out _));
        Assert.Equal(DecisionIdFault.None, dropped.Decode(rotated.Encode(in token), Tenant, token.DecidedAt, out _));
    }

    [Fact]
    public void DecisionIdKey_ShortSecret_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new DecisionIdKey(1, new byte[31]));

    [Fact]
    public void ToString_Key_HidesTheSecret() => Assert.Equal("key 1", Key.ToString());

    private static DecisionToken Token(Random random) => new()
    {
        Tenant = Tenant,
        Policy = (ulong)random.NextInt64(),
        PolicyVersion = random.Next(),
        DecidedAt = DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(946_684_800_000, 4_102_444_800_000)),
        Request = (ulong)random.NextInt64(long.MinValue, long.MaxValue),
        Attempt = new Attempt
        {
            Cell = Cell.At(random.Next(Cell.Count)),
            Override = (short)random.Next(-1, 4_096),
            Job = (Job)random.Next(Vocabulary.JobCount),
            Workflow = (Workflow)random.Next(Vocabulary.WorkflowCount),
            Language = (Language)random.Next(Vocabulary.LanguageCount + 1),
            WantsPerson = random.Next(2) == 0,
            Channel = (byte)random.Next(64),
            Number = (byte)random.Next(256),
            IsEscalated = random.Next(2) == 0,
            Tried = ChannelSet.FromBits((ulong)random.NextInt64(long.MinValue, long.MaxValue)),
        },
    };
}
