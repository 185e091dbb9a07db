"""Writes unicode_ranges.cpp: which characters are letters, marks, numbers, punctuation and symbols.

usage: pip install unicodedata2==16.0.0 regex
       python make_unicode_ranges.py > unicode_ranges.cpp && clang-format -i unicode_ranges.cpp

Unicode 16.0, because that is what the regular expressions of Hugging Face tokenizers 0.21 to 0.23 (Oniguruma 6.9.10)
know: with these tables every character was found to fall into the same class. Python's own tables (unicodedata:
14.0 in Python 3.11) lack some 10,000 newer characters; Rust's std, which the "Digits" pre-tokenizer asks, is
already at 17.0 and has 17 digits more. The script Han is taken from the package regex.
"""
import regex
import unicodedata2

assert unicodedata2.unidata_version == "16.0.0"
CLASSES = [("Letter", ("L",)), ("Mark", ("M",)), ("Number", ("N",)), ("Punctuation", ("P",)), ("Symbol", ("S",)),
           ("Upper", ("Lu", "Lt")), ("Lower", ("Ll",))]


def of_category(beginnings):
    return lambda character: unicodedata2.category(character).startswith(beginnings)


def is_han(character):
    return unicodedata2.category(character) != "Cn" and regex.match(r"\p{Han}", character) is not None


def ranges(wanted):
    found = []
    for code in range(0x110000):
        if wanted(chr(code)):
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return found


print('// Written by make_unicode_ranges.py from Unicode 16.0: do not edit.\n#include "engine/text/unicode.h"\n')
print("namespace engine::unicode {\n\n// clang-format off")
for name, wanted in [(name, of_category(beginnings)) for name, beginnings in CLASSES] + [("Han", is_han)]:
    print(f"static constexpr Range {name}Ranges[] = {{")
    line = "   "
    for first, last in ranges(wanted):
        item = f" {{0x{first:X},0x{last:X}}},"
        if len(line) + len(item) > 110:
            print(line)
            line = "   "
        line += item
    print(line + "\n};")
print("// clang-format on\n\nstd::span<const ClassRanges> classRanges() {\n    static constexpr ClassRanges all[] = {")
print("        " + ", ".join(f"{{{name}, {name}Ranges}}" for name, _ in CLASSES) + ",")
print("    };\n    return all;\n}\nstd::span<const Range> hanRanges() {\n    return HanRanges;\n}\n\n}  // namespace engine::unicode")
