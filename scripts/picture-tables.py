"""Writes src/visualize/generated: the glyphs of pictures as outlines, and the colour maps as tables.

    python -m venv .tables && .tables/bin/pip install fonttools==4.68.0 matplotlib==3.11.2
    npm pack @fontsource/inter@5.3.0 && tar xzf fontsource-inter-5.3.0.tgz
    .tables/bin/python scripts/picture-tables.py package

Glyphs: Inter Regular (SIL Open Font License 1.1), halved to 1024 units per em. Colour maps: matplotlib's magma, inferno, plasma and
viridis (CC0). The result is committed; nothing of this is needed to build or to run.

Glyph bytes, one glyph after the other: code point (varint), advance (varint), number of contours (varint); per contour the number of
points (varint) and per point dx (zigzag, doubled, plus 1 where the point lies on the curve) and dy (zigzag), from the last point of the
glyph. Between two points off the curve lies one on it, in the middle (TrueType's rule).
"""

import base64
import pathlib
import sys

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from matplotlib import colormaps

package = pathlib.Path(sys.argv[1])
target = pathlib.Path(__file__).parent.parent / "src/visualize/generated"
units = 1024
subsets = ["latin", "latin-ext", "greek", "cyrillic"]
code_points = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x386, 0x3CF), *range(0x400, 0x460), 0x490, 0x491,
    0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2020, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033,
    0x2039, 0x203A, 0x20AC, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x221A, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265,
]


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def zigzag(value):
    return 2 * value if value >= 0 else -2 * value - 1


def contours_of(font, name):
    """Lists of (x, y, on), implied points left out."""
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    scale = units / font["head"].unitsPerEm
    contours, points = [], []

    def add(point, on):
        points.append((round(point[0] * scale), round(point[1] * scale), on))

    for command, arguments in pen.value:
        if command in ("moveTo", "lineTo"):
            add(arguments[0], True)
        elif command == "qCurveTo":
            assert arguments[-1] is not None
            for point in arguments[:-1]:
                add(point, False)
            add(arguments[-1], True)
        elif command in ("closePath", "endPath"):
            if len(points) > 1 and points[0] == points[-1]:
                points.pop()
            contours.append(points)
            points = []
        else:
            raise ValueError(command)
    return contours


def glyph_bytes(code_point, advance, contours):
    out = bytearray(varint(code_point) + varint(advance) + varint(len(contours)))
    x = y = 0
    for points in contours:
        out += varint(len(points))
        for px, py, on in points:
            out += varint(2 * zigzag(px - x) + on) + varint(zigzag(py - y))
            x, y = px, py
    return bytes(out)


def glyphs():
    fonts = [TTFont(package / f"files/inter-{subset}-400-normal.woff") for subset in subsets]
    out = bytearray()
    missing = []
    for code_point in code_points:
        font = next((font for font in fonts if code_point in font.getBestCmap()), None)
        if font is None:
            missing.append(chr(code_point))
            continue
        name = font.getBestCmap()[code_point]
        advance = round(font["hmtx"][name][0] * units / font["head"].unitsPerEm)
        out += glyph_bytes(code_point, advance, contours_of(font, name))
    print("not in the font:", " ".join(missing))
    return bytes(out)


def lines(name, data, doc):
    text = base64.b64encode(data).decode()
    parts = [text[i : i + 160] for i in range(0, len(text), 160)]
    return f"/** {doc} */\nexport const {name}: string =\n  " + " +\n  ".join(f"'{part}'" for part in parts) + ";\n"


licence = (package / "LICENSE").read_text().strip().replace("*/", "* /")
header = "/**\n * Outlines of the glyphs of Inter Regular, written by scripts/picture-tables.py. Under the licence below.\n *\n"
header += "".join(f" * {line}".rstrip() + "\n" for line in licence.splitlines()) + " */\n\n"
target.mkdir(exist_ok=True)
(target / "glyphs.ts").write_text(header + lines("glyphBytes", glyphs(), "Base64; see the script for the order of the bytes."))

maps = "/** Colour maps of matplotlib (CC0), written by scripts/picture-tables.py: 256 times red, green, blue as base64. */\n"
for name in ["magma", "inferno", "plasma", "viridis"]:
    table = bytes(round(255 * part) for i in range(256) for part in colormaps[name](i)[:3])
    maps += "\n" + lines(name, table, f"The table of {name}.")
(target / "colour-maps.ts").write_text(maps)
