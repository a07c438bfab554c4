"""Runs of a Word file in fonts of old code tables (.VnTime, VNI-Times), turned into Unicode where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from treem.kernel.vietnamese import legacy

LONGEST_STYLE_CHAIN = 20
_FONTS = (qn("w:ascii"), qn("w:hAnsi"), qn("w:cs"))
_VNI_BASES = frozenset("aeiouyôöAEIOUYÔÖ")


def turn(document: Any) -> bool:
    """Rewrite the old runs of a python-docx document; whether there were any."""
    styles = _Styles(document)
    if not (styles.any or _names_one(document.element)):
        return False
    runs = list(_runs(document.element.body, styles))
    # A font's name alone convinces nobody: all its text together must be more Vietnamese when turned.
    meant = {
        encoding: legacy.fits(
            " ".join(text for text, font in _texts(runs) if font.encoding == encoding), encoding
        )
        for encoding in ("tcvn3", "vni")
    }
    turned = False
    before: tuple[Any, legacy.Font] | None = None
    for pieces, font in runs:
        if font is None or not meant[font.encoding]:
            before = None
            continue
        for piece in pieces:
            text = piece.text or ""
            if legacy.is_unicode(text):
                before = None
                continue
            if font.encoding == "vni" and before is not None and before[1].encoding == "vni":
                text = _joined(before[0], text)
            fresh = legacy.decode(text, font.encoding, capitals=font.capitals)
            turned = turned or fresh != piece.text
            piece.text = fresh
            before = (piece, font) if fresh else before
    return turned


def _names_one(element: Any) -> bool:
    return any(
        legacy.of_font(str(fonts.get(name) or ""))
        for fonts in element.iter(qn("w:rFonts"))
        for name in _FONTS
    )


def _texts(runs: list[tuple[list[Any], legacy.Font | None]]) -> Iterator[tuple[str, legacy.Font]]:
    for pieces, font in runs:
        text = "".join(piece.text or "" for piece in pieces)
        if font is not None and not legacy.is_unicode(text):
            yield text, font


def _joined(piece: Any, text: str) -> str:
    """A mark of VNI at the beginning of a run belongs to the letter that ends the run before it."""
    last = (piece.text or "")[-1:]
    if last in _VNI_BASES and text:
        pair = legacy.decode(last + text[0], "vni")
        if len(pair) == 1:
            piece.text = piece.text[:-1] + pair
            return text[1:]
    return text


def _runs(body: Any, styles: _Styles) -> Iterator[tuple[list[Any], legacy.Font | None]]:
    """Each run's pieces of text and its old font, paragraph by paragraph."""
    for paragraph in body.iter(qn("w:p")):
        for run in paragraph.iter(qn("w:r")):
            font = styles.font_of(run, paragraph)
            if font is not None:
                _spell_out(run, font)
            yield [piece for piece in run.iterchildren(qn("w:t"))], font


def _spell_out(run: Any, font: legacy.Font) -> None:
    """Letters that Word keeps as something else: the soft hyphen is ư in TCVN3, a symbol is a letter of its font."""
    for tag in ("w:softHyphen", "w:sym"):
        for piece in list(run.iterchildren(qn(tag))):
            code = "00ad" if tag == "w:softHyphen" else str(piece.get(qn("w:char")) or "")
            if tag == "w:softHyphen" and font.encoding != "tcvn3":
                continue
            try:
                letter = chr(int(code, 16))
            except (ValueError, OverflowError):
                continue
            fresh = OxmlElement("w:t")
            fresh.text = (
                letter if letter.isprintable() or letter == "\u00ad" or "\uf000" <= letter <= "\uf0ff" else ""
            )
            run.replace(piece, fresh)


class _Styles:
    """The font that a run's styles give it, where it names none itself."""

    def __init__(self, document: Any) -> None:
        self._by_id: dict[str, Any] = {}
        self._default: str = ""
        self._known: dict[str, str] = {}
        element = document.styles.element
        for style in element.iterchildren(qn("w:style")):
            self._by_id.setdefault(str(style.get(qn("w:styleId"))), style)
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on"):
                self._default = str(style.get(qn("w:styleId")))
        defaults = element.find(qn("w:docDefaults"))
        fonts = next(defaults.iter(qn("w:rFonts")), None) if defaults is not None else None
        self._of_document = _name(fonts)
        self.any = _names_one(element)

    def font_of(self, run: Any, paragraph: Any) -> legacy.Font | None:
        """The old font that a run is written in, or None."""
        properties = run.find(qn("w:rPr"))
        name = ""
        if properties is not None:
            name = _name(properties.find(qn("w:rFonts"))) or self._of_style(_value(properties, "w:rStyle"))
        if not name:
            inner = paragraph.find(qn("w:pPr"))
            style = _value(inner, "w:pStyle") if inner is not None else ""
            name = self._of_style(style or self._default) or self._of_document
        return legacy.of_font(name) if name else None

    def _of_style(self, ident: str) -> str:
        if ident not in self._known:
            name, at = "", ident
            for _ in range(LONGEST_STYLE_CHAIN):
                style = self._by_id.get(at)
                if name or style is None:
                    break
                properties = style.find(qn("w:rPr"))
                name = _name(properties.find(qn("w:rFonts"))) if properties is not None else ""
                at = _value(style, "w:basedOn")
            self._known[ident] = name
        return self._known[ident]


def _name(fonts: Any) -> str:
    if fonts is None:
        return ""
    return next((str(fonts.get(name)) for name in _FONTS if fonts.get(name)), "")


def _value(parent: Any, tag: str) -> str:
    child = parent.find(qn(tag))
    return "" if child is None else str(child.get(qn("w:val")) or "")
