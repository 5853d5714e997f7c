"""What of a foreign HTML text may be set on a page?

Structure and words, nothing else: no styles, scripts, forms or links that act. A link shows where
it leads when its words say otherwise. Pictures stay only where the message itself carries them.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

KEPT = {
    "p", "div", "span", "b", "strong", "i", "em", "u", "s", "sub", "sup", "br", "hr", "ul", "ol",
    "li", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "blockquote", "pre", "h1", "h2",
    "h3", "h4", "h5", "h6", "center", "dl", "dt", "dd",
}  # fmt: skip
_EMPTY = {"br", "hr", "img"}
_SILENT = {"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg"}
_REMOTE = {"src", "background", "data", "poster"}
_SPANS = {"colspan", "rowspan"}
_DEEPEST = 100


class _Safe(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []
        self.silent = 0
        self.blocked = 0
        self.links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._count_remote(tag, attrs)
        if tag in _SILENT:
            self.silent += 1
        elif self.silent:
            return
        elif tag == "img":
            self._picture(attrs)
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.out)))
        elif tag in KEPT and len(self.open) < _DEEPEST:
            self._open(tag, attrs)

    def _open(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        spans = "".join(
            f' {name}="{value}"'
            for name, value in attrs
            if name in _SPANS and value and value.isdecimal() and 0 < int(value) <= 50
        )
        self.out.append(f"<{tag}{spans}>")
        if tag not in _EMPTY:
            self.open.append(tag)

    def _count_remote(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            source = (value or "").strip().lower()
            inner = tag == "img" and source.startswith(("cid:", "data:image/"))
            if name in _REMOTE and source and not inner:
                self.blocked += 1
        if tag == "link":
            self.blocked += 1

    def _picture(self, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        source = (values.get("src") or "").strip()
        if source.lower().startswith(("cid:", "data:image/")):
            self.out.append(f'<img src="{escape(source)}" alt="">')
        elif values.get("alt"):
            self.out.append(f"[{escape(values['alt'] or '')}]")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif self.silent:
            return
        elif tag == "a" and self.links:
            self._close_link()
        elif tag in self.open:
            while True:
                last = self.open.pop()
                self.out.append(f"</{last}>")
                if last == tag:
                    return

    def _close_link(self) -> None:
        target, start = self.links.pop()
        shown = "".join(self.out[start:])
        if target and not target.startswith(("#", "cid:")) and escape(target) not in shown:
            self.out.append(f" [{escape(target[:300])}]")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(escape(data))

    def finished(self) -> str:
        """Return what was kept, every element closed."""
        return "".join([*self.out, *(f"</{tag}>" for tag in reversed(self.open))])


def safe_html(html: str) -> tuple[str, int]:
    """Return a foreign HTML text made safe, and how many things from elsewhere it asked for."""
    parser = _Safe()
    parser.feed(html)
    parser.close()
    return parser.finished(), parser.blocked
