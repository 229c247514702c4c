using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Triage.Core.Scoring.Text;

/// <summary>Folds characters: case, width, compatibility forms, diacritics, digits, traditional to simplified
/// Han.</summary>
/// <remarks>
/// The tables are generated from one Unicode version by generate-folding.py and embedded, so that every runtime reads a
/// text alike. Layout: see that script.
/// </remarks>
internal static class Folding
{
    /// <summary>Folded units from here to <see cref="LastExpansion"/> stand for two to four letters.</summary>
    public const char FirstExpansion = '\uE000';
    public const char LastExpansion = '\uF8FF';

    /// <summary>Bit of a class that marks an upper-case letter.</summary>
    private const byte UpperBit = 0x80;

    private const int Units = 65_536;
    private const int FancyCount = 1_024;
    private const int ExpansionLength = 4;

    private static readonly char[] Folded = new char[Units];
    private static readonly byte[] Classes = new byte[Units];
    private static readonly char[] Fancy = new char[FancyCount];
    private static readonly char[] Expansions;

    static Folding()
    {
        using Stream stream = typeof(Folding).Assembly.GetManifestResourceStream("folding.bin")
            ?? throw new InvalidOperationException("folding.bin: expected as an embedded resource, got none");
        byte[] data = new byte[stream.Length];
        stream.ReadExactly(data);
        int at = ReadUnits(data, 0, Folded);
        data.AsSpan(at, Units).CopyTo(Classes);
        at = ReadUnits(data, at + Units, Fancy);
        Expansions = new char[BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(at)) * ExpansionLength];
        ReadUnits(data, at + sizeof(ushort), Expansions);
    }

    /// <summary>Gets the folded form of a UTF-16 unit; 0 when it is ignorable.</summary>
    public static char Fold(char unit) => Folded[unit];

    /// <summary>Gets the class of a UTF-16 unit.</summary>
    public static CharClass ClassOf(char unit) => (CharClass)(Classes[unit] & ~UpperBit);

    /// <summary>Tells whether a UTF-16 unit is an upper-case letter.</summary>
    public static bool IsUpper(char unit) => (Classes[unit] & UpperBit) != 0;

    /// <summary>Gets the letters that a folded unit stands for, padded with zeros to four.</summary>
    public static ReadOnlySpan<char> Expand(char folded) =>
        Expansions.AsSpan((folded - FirstExpansion) * ExpansionLength, ExpansionLength);

    /// <summary>Reads a code point beyond the basic plane.</summary>
    /// <param name="codePoint">From U+10000.</param>
    /// <param name="folded">A mathematical letter's plain form, else 0.</param>
    public static CharClass ClassOf(int codePoint, out char folded)
    {
        const int firstFancy = 0x1D400;
        folded = '\0';
        if (codePoint is >= firstFancy and < firstFancy + FancyCount)
        {
            folded = Fancy[codePoint - firstFancy];
            return ClassOf(folded);
        }

        return codePoint switch
        {
            >= 0x1F3FB and <= 0x1F3FF => CharClass.Ignorable, // skin tones
            >= 0xE0000 and <= 0xE0FFF => CharClass.Ignorable, // tags and variation selectors
            >= 0x20000 and <= 0x3FFFF => CharClass.Cjk,
            >= 0x1F000 and <= 0x1FBFF => CharClass.Symbol,
            _ => CharClass.Letter,
        };
    }

    private static int ReadUnits(byte[] data, int offset, char[] target)
    {
        ReadOnlySpan<byte> source = data.AsSpan(offset, target.Length * sizeof(char));
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.Cast<byte, char>(source).CopyTo(target);
        }
        else
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(source[(i * sizeof(char))..]);
            }
        }

        return offset + source.Length;
    }
}
