#!/usr/bin/env python3
"""Writes folding.bin, the table by which Folding.cs reads characters. Run by hand, the result is committed.

    apt-get install icu-devtools && python3 generate-folding.py

Sources: the Unicode character database 14.0.0 (Python 3.11's unicodedata) and, for traditional to simplified Chinese,
the CLDR transform Hant-Hans of ICU 72 (uconv). Layout, little-endian:
  65,536 x uint16  folded character of each UTF-16 unit; 0xE000 + i stands for expansion i
  65,536 x uint8   class of the folded character (CharClass.cs), plus 0x80 for upper case
   1,024 x uint16  folded characters of U+1D400 to U+1D7FF (mathematical letters, used as fancy fonts)
   uint16 n, then n x (4 x uint16): expansions, padded with 0
"""
import struct
import subprocess
import unicodedata as u
from pathlib import Path

assert u.unidata_version == "14.0.0", u.unidata_version
SEPARATOR, LETTER, DIGIT, CJK, IGNORABLE, SYMBOL, APOSTROPHE, CURRENCY, SURROGATE, QUESTION, EXCLAMATION = range(11)
UPPER = 0x80
APOSTROPHES = "'\u2019\u02bc\u2032\uff07\u2018\u00b4`"


def is_cjk(c):
    o = ord(c)
    return (0x3005 <= o <= 0x3007 or 0x3041 <= o <= 0x30FF and o not in (0x3099, 0x309A, 0x30A0, 0x30FB)
            or 0x3400 <= o <= 0x4DBF or 0x4E00 <= o <= 0x9FFF or 0xAC00 <= o <= 0xD7A3 or 0xF900 <= o <= 0xFAFF
            or 0x1100 <= o <= 0x11FF or 0x3131 <= o <= 0x318E)


def simplified():
    han = [chr(o) for o in range(0x3400, 0xA000) if u.category(chr(o)) == "Lo"]
    out = subprocess.run(["uconv", "-f", "utf-8", "-t", "utf-8", "-x", "Hant-Hans"], input="\n".join(han).encode(),
                         capture_output=True, check=True).stdout.decode().split("\n")
    assert len(out) == len(han)
    return {a: b for a, b in zip(han, out) if len(b) == 1}


def fold(c, hans):
    """The folded string of one character; empty when it is ignored."""
    if c in APOSTROPHES:
        return "'"
    if u.category(c) in ("Mn", "Me", "Cf", "Mc") and ord(c) not in (0x3099, 0x309A):
        return ""
    s = u.normalize("NFKC", u.normalize("NFKC", c).casefold())
    if not all(is_cjk(x) for x in s):
        s = "".join(x for x in u.normalize("NFKD", s) if u.category(x) not in ("Mn", "Me") or ord(x) in (0x3099, 0x309A))
    return "".join(hans.get(x, x) for x in s)


def kind(c):
    category = u.category(c)
    if c == "'":
        return APOSTROPHE
    if c in "?\u061f":
        return QUESTION
    if c == "!":
        return EXCLAMATION
    if is_cjk(c) or ord(c) in (0x3099, 0x309A):
        return CJK
    if category[0] == "L":
        return LETTER
    if category == "Nd":
        return DIGIT
    if category == "Sc":
        return CURRENCY
    if category in ("So",) or c in "%#@*":
        return SYMBOL
    return SEPARATOR


def main():
    hans = simplified()
    folded, classes, expansions = [], [], []
    for o in range(0x10000):
        c = chr(o)
        if 0xD800 <= o <= 0xDFFF:
            folded.append(o), classes.append(SURROGATE)
            continue
        if 0xE000 <= o <= 0xF8FF:
            folded.append(0), classes.append(SEPARATOR)
            continue
        s = fold(c, hans)
        upper = UPPER if u.category(c) in ("Lu", "Lt") else 0
        if u.category(c) == "Nd":
            s = str(u.digit(c))
        if not s:
            folded.append(0), classes.append(IGNORABLE)
        elif len(s) == 1 and ord(s) < 0x10000:
            folded.append(ord(s)), classes.append(kind(s) | upper)
        elif len(s) <= 4 and all(kind(x) == LETTER and ord(x) < 0x10000 for x in s):
            if s not in expansions:
                expansions.append(s)
            folded.append(0xE000 + expansions.index(s)), classes.append(LETTER | upper)
        else:  # circled numbers, fractions, squared words: what they begin with
            first = s.strip()[:1] or " "
            folded.append(ord(first) if ord(first) < 0x10000 else 0x20), classes.append(kind(first) | upper)
    fancy = []
    for o in range(0x1D400, 0x1D800):
        s = fold(chr(o), hans)
        fancy.append(ord(s) if len(s) == 1 and ord(s) < 0x10000 else 0x20)
    data = struct.pack("<65536H", *folded) + bytes(classes) + struct.pack("<1024H", *fancy)
    data += struct.pack("<H", len(expansions))
    for s in expansions:
        data += struct.pack("<4H", *[ord(x) for x in s], *[0] * (4 - len(s)))
    Path(__file__).with_name("folding.bin").write_bytes(data)
    print(len(data), "bytes,", len(expansions), "expansions")


main()
