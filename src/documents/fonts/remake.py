#!/usr/bin/env python3
"""Remakes the shipped fonts from the full Noto Serif SC, and says what it lacks.

    npm pack @expo-google-fonts/noto-serif-sc@0.4.3      # the full fonts, TTF, SIL OFL 1.1
    apt-get install unicode-data                         # the Unihan database
    pip install fonttools==4.68.0
    tar -xf expo-google-fonts-noto-serif-sc-0.4.3.tgz
    python3 src/documents/fonts/remake.py package

What is kept: the whole 《通用规范汉字表》 (property kTGH of Unihan, 8105 signs), GB 2312, the frequent
traditional signs (level 1 of Big5: names from Hong Kong, Macao and Taiwan), every name character listed
below, Latin, Greek and Cyrillic, punctuation, enclosed numbers, boxes and full-width forms. The bold weight, which only titles and headings use, keeps the first two levels of the
list; a sign that it lacks is taken from the regular weight.
"""

import bz2
import hashlib
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = pathlib.Path(__file__).parent
UNIHAN = "/usr/share/unicode/Unihan_OtherMappings.txt.bz2"
# Seen in names of persons and places, and outside of both lists.
NAMES = "𬭎䶮㛃堃喆昇淼祎珺翀犇骉赟頔垚燚堉曌媖婳囧㵘㙍㐱㴪䒕㟃㳇㼆㽏䢺䴖䜣䥽䦃䲟䲠䲡䴓䴔䴕䴗䴘䴙"
RANGES = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x370, 0x3FF), (0x400, 0x45F),
    (0x2010, 0x2027), (0x2030, 0x203E), (0x20AC, 0x20AC), (0x2103, 0x2122),
    (0x2150, 0x218B), (0x2190, 0x2199), (0x2200, 0x22BF),
    (0x2460, 0x24FF), (0x2500, 0x257F), (0x25A0, 0x25FF), (0x2605, 0x2642), (0x2713, 0x2717),
    (0x3000, 0x303F), (0x3105, 0x312F), (0x3220, 0x3243), (0x3280, 0x32B0), (0x3380, 0x33DF),
    (0xFE30, 0xFE4F), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6),
]


def general_standard():
    """The levels of 《通用规范汉字表》: code point → its number, 1 to 8105."""
    numbers = {}
    with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("U+"):
                continue
            code, name, value = line.rstrip("\n").split("\t")
            if name == "kTGH":
                for entry in value.split():
                    numbers[int(code[2:], 16)] = int(entry.removeprefix("2013:"))
    assert sorted(set(numbers.values())) == list(range(1, 8106)), len(set(numbers.values()))
    return numbers


def gb2312():
    signs = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                signs.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    return signs


def big5_level_1():
    cells = (bytes([high, low]) for high in range(0xA4, 0xC7) for low in range(0x40, 0xFF))
    signs = (cell.decode("big5", "ignore") for cell in cells)
    return {ord(sign) for sign in signs if len(sign) == 1 and ord(sign) > 0x2E80}


def remake(source, target, wanted):
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    options.drop_tables += ["DSIG", "BASE", "VORG", "vhea", "vmtx", "STAT", "GPOS", "GSUB", "GDEF"]
    font = TTFont(source, recalcTimestamp=False)
    lacking = sorted(wanted - set(font.getBestCmap()))
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    font.save(target)
    data = target.read_bytes()
    han = [chr(code) for code in lacking if code > 0x2E80]
    print(f"{target.name}: {len(font.getBestCmap())} signs, {len(data)} bytes, lacks {''.join(han)}")
    return f"{hashlib.sha256(data).hexdigest()}  {target.name}\n"


def main(package):
    numbers = general_standard()
    others = {code for low, high in RANGES for code in range(low, high + 1)}
    regular = set(numbers) | gb2312() | big5_level_1() | set(map(ord, NAMES)) | others
    bold = {code for code, number in numbers.items() if number <= 6500} | others
    sums = remake(f"{package}/400Regular/NotoSerifSC_400Regular.ttf", HERE / "NotoSerifSC-Regular.ttf", regular)
    sums += remake(f"{package}/700Bold/NotoSerifSC_700Bold.ttf", HERE / "NotoSerifSC-Bold.ttf", bold)
    (HERE / "SHA256SUMS").write_text(sums)
    # 《通用规范汉字表》 in its order, for the test that the font holds all of it.
    table = [chr(code) for code, _ in sorted(numbers.items(), key=lambda entry: (entry[1], entry[0]))]
    (HERE / "general_standard.txt").write_text("".join(table) + "\n", encoding="utf-8")


main(sys.argv[1])
