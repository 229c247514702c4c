using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Triage.Core.Scoring;

/// <summary>Adds up rows of 64 signed bytes: collects their numbers and sums them in batches.</summary>
/// <remarks>Integer sums: the order of the rows and the width of the vectors do not change them.</remarks>
internal ref struct RowSum : IRowSink
{
    /// <summary>Rows a batch; 256 rows of at most 127 fit a 16-bit sum.</summary>
    public const int BatchSize = 256;

    private readonly Model _model;
    private readonly Span<int> _batch;
    private readonly Span<int> _sums;
    private readonly bool _useVectors;
    private readonly int _wishRowEnd;
    private readonly int _noWishRowEnd;
    private int _count;

    /// <summary>Starts from zero.</summary>
    /// <param name="model">Where the rows are.</param>
    /// <param name="batch">Scratch space of <see cref="BatchSize"/> numbers.</param>
    /// <param name="sums">Destination of <see cref="Heads.Count"/> sums, zeroed by the caller.</param>
    /// <param name="useVectors">Whether to use vector instructions where the processor has them.</param>
    public RowSum(Model model, Span<int> batch, Span<int> sums, bool useVectors)
    {
        _model = model;
        _batch = batch[..BatchSize];
        _sums = sums[..Heads.Count];
        _useVectors = useVectors && Vector256.IsHardwareAccelerated;
        _wishRowEnd = model.Header.WishRowEnd;
        _noWishRowEnd = model.Header.NoWishRowEnd;
    }

    /// <summary>The wish for a person, as far as it was read.</summary>
    public PersonWish Wish;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int row, int start, int end)
    {
        if (row < _noWishRowEnd)
        {
            Wish.Add(row < _wishRowEnd, start, end);
        }

        _batch[_count++] = row;
        if (_count == BatchSize)
        {
            Flush();
        }
    }

    /// <summary>Adds the rows collected so far to the sums.</summary>
    public void Flush()
    {
        if (_useVectors)
        {
            SumVectors(_batch[.._count]);
        }
        else
        {
            SumScalar(_batch[.._count]);
        }

        _count = 0;
    }

    /// <summary>The reference: what every other way of summing must equal.</summary>
    private readonly void SumScalar(ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            ref sbyte weight = ref _model.Row(row);
            for (int head = 0; head < Heads.Count; head++)
            {
                _sums[head] += Unsafe.Add(ref weight, head);
            }
        }
    }

    // PERF: sums stay in registers over a batch; see bench/README.md, Score_Vectors against Score_Scalar.
    private readonly void SumVectors(ReadOnlySpan<int> rows)
    {
        Vector256<short> sum0 = default;
        Vector256<short> sum1 = default;
        Vector256<short> sum2 = default;
        Vector256<short> sum3 = default;
        foreach (int row in rows)
        {
            ref sbyte weight = ref _model.Row(row);
            (Vector256<short> low, Vector256<short> high) = Vector256.Widen(Vector256.LoadUnsafe(ref weight));
            sum0 += low;
            sum1 += high;
            (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref weight, (nuint)Vector256<sbyte>.Count));
            sum2 += low;
            sum3 += high;
        }

        Spread(sum0, 0);
        Spread(sum1, 16);
        Spread(sum2, 32);
        Spread(sum3, 48);
    }

    private readonly void Spread(Vector256<short> batchSum, int head)
    {
        (Vector256<int> low, Vector256<int> high) = Vector256.Widen(batchSum);
        Span<int> target = _sums[head..];
        (low + Vector256.Create<int>(target)).CopyTo(target);
        target = _sums[(head + Vector256<int>.Count)..];
        (high + Vector256.Create<int>(target)).CopyTo(target);
    }
}
