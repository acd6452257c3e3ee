"""A drawing by Vega with a third of its parts: groups folded into what they hold, neighbours of one colour as one
shape, numbers to the hundredth of a pixel. WeasyPrint takes its time by the part."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import cycle
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring
from xml.sax.saxutils import escape, quoteattr, unescape

from django.conf import settings
from PIL import ImageFont

NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
NUMBER = r"-?\d*\.?\d+(?:e[-+]?\d+)?"
MOVE = re.compile(rf"translate\(({NUMBER}),({NUMBER})\)")
COMMAND = re.compile(r"([A-Za-z])([^A-Zdf-z]*)")
# Which numbers of a path's command move with it: x and y in turn.
MOVING = {"H": "x", "V": "y", "A": "_____xy"} | dict.fromkeys("MLCSQT", "xy")
SEEN_THROUGH = {"opacity", "fill-opacity", "stroke-opacity"}
MEASURED_AT = 1000
FONTS = "vendor/source-sans-3.52.0/SourceSans3-{}.ttf"
ANCHORED = re.compile(r'<text x="([^"]*)"([^>]*) text-anchor="(middle|end)"([^>]*)>([^<]*)</text>')
SIZE = re.compile(r'font-size="([\d.]+)px"')


class Unfoldable(Exception):
    """The drawing has something that this module does not know."""


class Part(NamedTuple):
    """Something to draw."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


def slim(drawing: str) -> str:
    """The same drawing with fewer parts; as it is, where it has something unknown."""
    root = fromstring(drawing.replace(NAMESPACE, "", 1))
    try:
        parts = list(joined(parts_of(root, {}, 0, 0)))
    except Unfoldable:
        return drawing
    of_first = parts[0].attributes if parts else {}
    shared = {
        name: value for name, value in of_first.items() if all(part.attributes.get(name) == value for part in parts)
    }
    body = "".join(written(part, shared.keys()) for part in parts)
    return f"<svg{NAMESPACE}{attributes_in_words(root.attrib | shared)}>{body}</svg>"


def parts_of(element: Element, inherited: dict[str, str], x: float, y: float) -> Iterator[Part]:
    """What an element holds, each part with all that it has from those around it, in the drawing's own place."""
    right, down, turned = placed(element.attrib.get("transform", ""))
    own = {name: value for name, value in element.attrib.items() if name != "transform" and (name, value) != FULL}
    x, y = x + right, y + down
    match element.tag:
        case "svg":
            yield from of_children(element, {}, x, y)
        case "g" if not turned and not SEEN_THROUGH & own.keys():
            yield from of_children(element, inherited | own, x, y)
        case "path" if not turned:
            yield Part("path", inherited | own | {"d": moved(own["d"], x, y)})
        case "line" if not turned:
            yield Part("path", inherited | stroke_of(own, x, y))
        case "text":
            yield from words_of(element, inherited | own, x, y, turned)
        case _:
            raise Unfoldable(element.tag)


FULL = ("opacity", "1")


def of_children(element: Element, inherited: dict[str, str], x: float, y: float) -> Iterator[Part]:
    """The parts of everything in it."""
    for child in element:
        yield from parts_of(child, inherited, x, y)


def placed(transform: str) -> tuple[float, float, str]:
    """How far to the right and down a `transform` moves, and what else it does."""
    if not (move := MOVE.match(transform)):
        return 0, 0, transform
    return float(move[1]), float(move[2]), transform[move.end() :].strip()


def moved(data: str, x: float, y: float) -> str:
    """A path's data, moved."""
    offsets = {"x": x, "y": y, "_": 0.0}
    commands = []
    for command, numbers in COMMAND.findall(data):
        if command == "m" or (command.isupper() and command not in MOVING and command != "Z"):
            raise Unfoldable(command)
        moving = cycle(MOVING.get(command, "_"))
        found = re.findall(NUMBER, numbers)
        commands.append(command + ",".join(short(float(n) + offsets[next(moving)]) for n in found))
    return "".join(commands)


def stroke_of(line: dict[str, str], x: float, y: float) -> dict[str, str]:
    """A line as a path."""
    x1, y1, x2, y2 = (float(line.pop(name, 0)) for name in ("x1", "y1", "x2", "y2"))
    return line | {"d": f"M{short(x + x1)},{short(y + y1)}L{short(x + x2)},{short(y + y2)}"}


def words_of(element: Element, attributes: dict[str, str], x: float, y: float, turned: str) -> Iterator[Part]:
    """Each line of a text. One that is turned stays in its own place."""
    if turned:
        attributes, x, y = attributes | {"transform": f"translate({short(x)},{short(y)}){turned}"}, 0, 0
    for line in element if len(element) else [element]:
        y += float(line.get("dy", 0)) if line is not element else 0
        yield Part("text", {"x": short(x), "y": short(y)} | attributes, line.text or "")


def joined(parts: Iterator[Part]) -> Iterator[Part]:
    """The parts, neighbours that differ by their shape alone as one."""
    last: Part | None = None
    for part in parts:
        if last and last.tag == part.tag == "path" and are_alike(last.attributes, part.attributes):
            last.attributes["d"] += part.attributes["d"]
            continue
        if last:
            yield last
        last = part
    if last:
        yield last


def are_alike(one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether two paths have the same look, through which nothing is seen."""
    return one | {"d": ""} == other | {"d": ""} and not SEEN_THROUGH & one.keys()


def written(part: Part, shared: Collection[str]) -> str:
    """A part as SVG, without what all parts share."""
    attributes = {name: value for name, value in part.attributes.items() if name not in shared}
    return f"<{part.tag}{attributes_in_words(attributes)}>{escape(part.text)}</{part.tag}>"


def attributes_in_words(attributes: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


def short(number: float) -> str:
    """A number of a drawing, to the hundredth of a pixel."""
    return f"{round(number, 2) + 0:.2f}".rstrip("0").rstrip(".")


def on_paper(drawing: str) -> str:
    """A slim drawing whose words all begin at their place: WeasyPrint makes a picture of its own of each word that
    ends there, or has its middle there. On a screen, where another font may come first, they stay as they are."""
    return ANCHORED.sub(begun_at_their_place, drawing)


def begun_at_their_place(found: re.Match[str]) -> str:
    """One word, begun where it must be to end, or to have its middle, where it was to."""
    x, before, anchor, after, text = found.groups()
    look = before + after
    size = SIZE.search(look)
    if not size:
        return found[0]
    width = width_of(unescape(text), "Semibold" if 'font-weight="600"' in look else "Regular") * float(size[1])
    return f'<text x="{short(float(x) - width / (2 if anchor == "middle" else 1))}"{look}>{text}</text>'


@lru_cache(maxsize=1024)
def width_of(text: str, face: str) -> float:
    """How wide a text is in our font, at a size of one."""
    return face_of(face).getlength(text) / MEASURED_AT


@lru_cache
def face_of(face: str) -> ImageFont.FreeTypeFont:
    """Our font, in that weight."""
    return ImageFont.truetype(Path(settings.BASE_DIR) / "static" / FONTS.format(face), MEASURED_AT)
