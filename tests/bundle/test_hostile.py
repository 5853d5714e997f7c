"""Does anything that acts, reaches out or hides survive into a bundle?"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bundle_cases import attachment, built, case_in, extra, put, text_page, texts_of
from pikepdf import Array, Dictionary, Name, Pdf, String

from demandgen.bundle.reading.html import safe_html
from demandgen.bundle.reading.normal import direct
from demandgen.bundle.verify import verify_bundle

ACTS: dict[str, Any] = {
    "script": Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")),
    "launch": Dictionary(S=Name.Launch, F=String("calc.exe")),
    "web": Dictionary(S=Name.URI, URI=String("http://example.org/")),
    "other file": Dictionary(S=Name.GoToR, F=String("other.pdf"), D=Array([0, Name.Fit])),
    "submit": Dictionary(S=Name.SubmitForm, F=String("http://example.org/")),
    "import": Dictionary(S=Name.ImportData, F=String("x.fdf")),
    "chained": Dictionary(
        S=Name.GoTo, D=Array([0, Name.Fit]),
        Next=Dictionary(S=Name.JavaScript, JS=String("app.alert(2)")),
    ),
}  # fmt: skip

FORBIDDEN = {"/JavaScript", "/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData",
             "/Rendition", "/Movie", "/Sound", "/RichMediaExecute"}  # fmt: skip


def everything_bad() -> bytes:
    pdf = Pdf.new()
    page = text_page(pdf, "looks harmless")
    page.obj.AA = Dictionary(O=ACTS["script"])
    page.obj.PieceInfo = Dictionary(X=Dictionary(Private=String("app.alert(3)")))
    links = [
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
        for action in ACTS.values()
    ]
    attached = pdf.make_indirect(Dictionary(Type=Name.Filespec, F="x.exe", EF=Dictionary(
        F=pdf.make_stream(b"MZ"))))  # fmt: skip
    links.append(Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment,
                            Rect=Array([0, 0, 9, 9]), FS=attached))  # fmt: skip
    links.append(Dictionary(Type=Name.Annot, Subtype=Name.Movie, Rect=Array([0, 0, 9, 9]),
                            Movie=Dictionary(F=String("http://example.org/m.avi"))))  # fmt: skip
    page.obj.Annots = Array([pdf.make_indirect(link) for link in links])
    picture = pdf.make_stream(b"")
    picture.stream_dict.update(Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8,
        ColorSpace=Name.DeviceGray, F=String("http://example.org/p.jpg"),
        Alternates=Array(), OPI=Dictionary(),
    ))  # fmt: skip
    page.obj.Resources.XObject = Dictionary(Far=picture)
    pdf.Root.OpenAction = ACTS["script"]
    pdf.Root.AA = Dictionary(WC=ACTS["launch"])
    scripts = Array([String("a"), pdf.make_indirect(ACTS["script"])])
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=scripts))
    pdf.attachments["virus.exe"] = attachment(pdf, "virus.exe", b"MZ")
    data = io.BytesIO()
    pdf.save(data)
    return data.getvalue()


def bad_objects(path: Path) -> Iterator[str]:
    with Pdf.open(path) as pdf:
        for top in pdf.objects:
            for obj in direct(top):
                if isinstance(obj, pikepdf.Stream) and "/F" in obj.stream_dict:
                    yield "external stream"
                if isinstance(obj, pikepdf.Dictionary | pikepdf.Stream):
                    if str(obj.get("/S")) in FORBIDDEN or "/JS" in obj or "/AA" in obj:
                        yield f"action {obj.get('/S')}"
                    if "/OpenAction" in obj or "/OPI" in obj or "/Movie" in obj:
                        yield "open action"
        for name in pdf.attachments:
            if name != "exhibits.json":
                yield name


def test_nothing_that_acts_survives(folder: Path) -> None:
    put(folder, {"bad.pdf": everything_bad()})
    assert list(bad_objects(folder / "bad.pdf"))  # the looking itself finds things
    result = built(folder, case_in(folder, evidence=extra(["bad.pdf"])))
    out = folder / "out"
    assert list(bad_objects(out / "bundle.pdf")) == []
    for exhibit in result.listing["exhibits"]:
        assert list(bad_objects(out / exhibit["separate"])) == []
    assert (out / "originals/bad.pdf").read_bytes() == (folder / "bad.pdf").read_bytes()
    told = " ".join(texts_of(out / "bundle.pdf")[3].split())
    assert "eliminat conținut activ" in told
    assert "JavaScript" in told
    assert "virus.exe" in told
    assert "trimiteri la fișiere externe eliminate: 1" in told
    assert verify_bundle(out) == []


MAIL = """\
From: Hotel <office@example.com>
To: a@example.org
Date: Tue, 8 Apr 2025 09:15:00 +0300
Subject: =?utf-8?q?Pl=C4=83=C8=9Bi?=
Message-ID: <1@example.com>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><head><title>t</title><style>.h{display:none} table{display:none}</style></head>
<body onload="alert(1)"><p class="h" style="color:white">RECUNOASTEM DATORIA</p>
<script>alert("SCRIPTTEXT")</script><img src="http://example.org/pixel.gif">
<img src="file:///etc/passwd"><link rel="stylesheet" href="http://example.org/x.css">
<iframe src="http://example.org">x</iframe><a href="http://example.org/evil">banca.ro</a>
</body></html>
"""


def test_a_hostile_mail_is_printed_bare_and_says_what_was_blocked(folder: Path) -> None:
    put(folder, {"m.eml": MAIL.encode()})
    result = built(folder, case_in(folder, evidence=extra(["m.eml"])))
    text = texts_of(folder / "out" / "bundle.pdf")[result.listing["exhibits"][-1]["first"] - 1]
    assert "RECUNOASTEM DATORIA" in text
    assert "Plăți" in text
    assert "SCRIPTTEXT" not in text
    assert "08.04.2025 09:15:00 +0300 (ora expeditorului), 08.04.2025 06:15:00 UTC" in text
    assert "blocat la redare: 4" in text
    assert "banca.ro [http://example.org/evil]" in " ".join(text.split())
    assert list(bad_objects(folder / "out" / "bundle.pdf")) == []


@pytest.mark.parametrize(
    ("html", "kept", "blocked"),
    [
        ("<p>a<b>b</p>", "<p>a<b>b</b></p>", 0),
        ("<table><tr><td colspan='2' style='x'>a", '<table><tr><td colspan="2">a</td></tr></table>', 0),
        ("<td colspan='99999999'>a</td>", "<td>a</td>", 0),
        ("a &lt;b&gt; & c", "a &lt;b&gt; &amp; c", 0),
        ("<img src='cid:1'>", '<img src="cid:1" alt="">', 0),
        ("<img src='http://x/y' alt='logo'>", "[logo]", 1),
        ("<style>p{}</style>x<script>y</script>z", "xz", 0),
        ("</div></p>x", "x", 0),
        ("<div background='http://x'>x</div>", "<div>x</div>", 1),
        ("<a href='https://x.ro'>https://x.ro</a>", "https://x.ro", 0),
        ("<!--[if mso]><p>x</p><![endif]-->y", "y", 0),
        ("<form action='http://x'><input value='a'>t</form>", "t", 0),
        ("<b>" * 300 + "x", "<b>" * 100 + "x" + "</b>" * 100, 0),
    ],
)  # fmt: skip
def test_html_keeps_words_and_structure_only(html: str, kept: str, blocked: int) -> None:
    assert safe_html(html) == (kept, blocked)
