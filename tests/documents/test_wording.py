"""Is a wording read as both typesettings print it, and is every fault in it found with its place?"""

from __future__ import annotations

from pathlib import Path

import pytest

from demandgen.documents.letter import add_phrases, compiled, environment, rendered
from demandgen.documents.subset import Control, Element, Text
from demandgen.documents.templates import Found, WordingError, find, look_for, shipped
from demandgen.documents.typography import unbroken
from demandgen.documents.wording import Wording, read_wording, typeset


def found(folder: Path, text: str, name: str = "ro/letter.html") -> Found:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Found(name, path, "firm")


def read(folder: Path, text: str) -> Wording:
    return read_wording(found(folder, text), "ro", lambda name: find(f"ro/{name}", folder))


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(WordingError) as caught:
        read(folder, text)
    assert caught.value.exit_code == 3
    return [
        f"{problem.where.line}:{problem.where.column} {problem.message}"
        for problem in caught.value.problems
        if problem.where
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a</p>\n<span>b</span>", ["2:1 <span> is outside the subset", "2:7 text outside a paragraph: b", "2:8 </span> is outside the subset"]),
        ("<p>a", ["1:1 <p> is never closed"]),
        ("{% if a %}\n<p>b</p>", ["1:1 {% if a %} is never closed"]),
        ("<p>a</h1>", ["1:1 <p> is never closed", "1:5 </h1> closes <p>"]),
        ("<p><b>a{% if x %}</b>{% endif %}</p>", ["1:18 </b> closes {% if x %}", "1:33 </p> closes <b>", "1:4 <b> is never closed", "1:1 <p> is never closed"]),
        ("text", ["1:1 text outside a paragraph: text"]),
        ("{{ on }}", ["1:1 text outside a paragraph: {{ on }}"]),
        ('<p class="red">a</p>', ["1:1 <p> has no class red"]),
        ('<p style="color:red">a</p>', ["1:1 <p> takes no style"]),
        ('<td width="wide">a</td>', ["1:1 width is a whole number", "1:1 <td> cannot stand in the page"]),
        ("<ul><p>a</p></ul>", ["1:5 <p> cannot stand in <ul>"]),
        ("<p><table></table></p>", ["1:4 <table> cannot stand in <p>"]),
        ("<table><tbody><tr>{% if a %}<td>b</td>{% endif %}</tr></tbody></table>", ["1:19 a tag stands between rows or inside a cell, not here"]),
        ('<table>\n<thead><tr><th>a</th><th>b</th></tr></thead>\n<tbody><tr><td>c</td></tr>\n<tr><td colspan="2">d</td><td>e</td></tr></tbody></table>', ["4:1 a row of 3 columns in a table whose first row has 2"]),
        ("<table><thead>{% if a %}<tr><th>b</th></tr>{% else %}<tr><th>c</th><th>d</th></tr>{% endif %}</thead></table>", ["1:54 a row of 2 columns in a table whose first row has 1"]),
        ("{%- if a %}<p>b</p>{% endif %}", ["1:1 write the tag without the dash"]),
        ("{% if a % 2 %}<p>b</p>{% endif %}", ["1:1 Word cannot read % or } inside a tag"]),
        ("{% macro a() %}<p>b</p>{% endmacro %}", ["1:1 {% macro a() %} is outside the subset", "1:24 {% endmacro %} is outside the subset"]),
        ("{% else %}", ["1:1 {% else %} continues nothing"]),
        ("{% for a in b %}<p>c</p>{% endif %}", ["1:1 {% for a in b %} is never closed", "1:25 {% endif %} closes {% for a in b %}"]),
        ("<p>a < b</p>", ["1:6 write &lt; for this sign, and {# #} for a comment"]),
        ("<!-- a --><p>b</p>", ["1:1 write &lt; for this sign, and {# #} for a comment"]),
        ('<p>so "said"</p>', ['1:4 the wording does not use "']),
        ("<p>ş</p>", ["1:4 the wording does not use ş"]),
        ('<p>a</p> {% include "parts/payment.html" %}', ["1:1 an include stands alone on its line"]),
        ('\n{% include "parts/nothing.html" %}', ["2:1 there is no template ro/parts/nothing.html"]),
        ('{% include "../../etc/passwd" %}', ["1:1 there is no template ro/../../etc/passwd"]),
    ],
)  # fmt: skip
def test_what_is_outside_the_subset_is_an_error_with_its_place(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    assert sorted(faults(tmp_path, text)) == sorted(expected)


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    assert len(faults(tmp_path, "<p>a</p>\n<font>\n<p>b\n<blink>")) == 3


def test_a_wording_that_includes_itself_is_refused(tmp_path: Path) -> None:
    found(tmp_path, '{% include "b.html" %}', "ro/a.html")
    found(tmp_path, '<p>b</p>\n{% include "a.html" %}', "ro/b.html")
    with pytest.raises(WordingError, match=r"ro/b\.html:2:1: a\.html includes itself"):
        read_wording(find("ro/a.html", tmp_path), "ro", lambda name: find(f"ro/{name}", tmp_path))


def test_an_empty_wording_and_one_in_another_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WordingError, match="the wording is empty"):
        read(tmp_path, "")
    latin = found(tmp_path, "")
    latin.path.write_bytes("<p>Łódź</p>".encode("iso8859-2"))
    with pytest.raises(WordingError, match="the file is not UTF-8 text"):
        read_wording(latin, "ro", find)


def test_includes_stand_in_their_place_and_keep_their_lines(tmp_path: Path) -> None:
    found(tmp_path, "<p>in</p>\n<p>{{ missing }}</p>", "ro/parts/inner.html")
    wording = read(tmp_path, '<p>a</p>\n{% include "parts/inner.html" %}\n<p>b</p>')
    assert wording.source == "<p>a</p>\n<p>in</p>\n<p>{{ missing }}</p>\n<p>b</p>"
    env = environment("ro", "<br>")
    with pytest.raises(WordingError, match=r"inner\.html:2:1: 'missing' is undefined"):
        rendered(compiled(env, wording), wording, {})


def test_a_wording_becomes_nodes(tmp_path: Path) -> None:
    text = '<p class="keep">a {% if b %}<b>{{ c }}</b>{% else %}d{% endif %}</p>'
    (paragraph,) = read(tmp_path, text).nodes
    assert isinstance(paragraph, Element)
    assert (paragraph.tag, paragraph.kind) == ("p", "keep")
    start, control = paragraph.children
    assert start == Text("a ")
    assert isinstance(control, Control)
    assert [clause.code for clause in control.clauses] == ["if b", "else"]
    assert control.clauses[1].children == (Text("d"),)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("empty", "nothing printed without a filter"),
        ("amount", r"1\.50 \(Decimal\) printed without a filter"),
        ("day", r"2025-01-02 \(date\) printed without a filter"),
        ("yes", r"True \(bool\) printed without a filter"),
        ("nobody.name", "'nobody' is undefined"),
    ],
)
def test_what_prints_needs_a_name_and_a_form(tmp_path: Path, value: str, told: str) -> None:
    from datetime import date
    from decimal import Decimal

    wording = read(tmp_path, f"<p>a</p>\n\n<p>{{{{ {value} }}}}</p>")
    template = compiled(environment("ro", "<br>"), wording)
    context = {"empty": None, "amount": Decimal("1.50"), "day": date(2025, 1, 2), "yes": True}
    with pytest.raises(WordingError, match=rf"letter\.html:3:1: {told}"):
        rendered(template, wording, context)


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    wording = read(tmp_path, "<p>a</p>\n<p>{{ a b }}</p>")
    with pytest.raises(WordingError, match=r"letter\.html:2:1: expected token"):
        compiled(environment("ro", "<br>"), wording)


def test_a_wording_cannot_reach_behind_its_values(tmp_path: Path) -> None:
    wording = read(tmp_path, "<p>{{ ''.__class__.__mro__ }}</p>")
    with pytest.raises(WordingError):
        rendered(compiled(environment("ro", "<br>"), wording), wording, {})


def test_values_are_text_and_never_markup(tmp_path: Path) -> None:
    wording = read(tmp_path, "<p>{{ name }}</p><p>{{ name | lines }}</p>")
    env = environment("ro", "<br>")
    shown = rendered(compiled(env, wording), wording, {"name": 'a &\n <b>"{{ x }}"</b>'})
    assert shown == (
        "<p>a &amp; &lt;b&gt;&#34;{{ x }}&#34;&lt;/b&gt;</p>"
        "<p>a &amp;<br> &lt;b&gt;&#34;{{ x }}&#34;&lt;/b&gt;</p>"
    )


def test_phrases_give_text_on_one_line(tmp_path: Path) -> None:
    phrases = found(
        tmp_path,
        "{% macro hello(name) %}\n  Bună,\n {{ name }}\n{% endmacro %}",
        "ro/phrases.jinja",
    )
    env = environment("ro", "<br>")
    add_phrases(env, phrases, "ro")
    wording = read(tmp_path, "<p>{{ hello(name) }}!</p>")
    assert rendered(compiled(env, wording), wording, {"name": "A & B"}) == "<p>Bună, A &amp; B!</p>"


def test_a_firms_file_wins_over_the_shipped_one(tmp_path: Path) -> None:
    own = found(tmp_path, "<p>a</p>", "ro/reminder.html")
    assert find("ro/reminder.html", tmp_path) == own
    assert find("ro/formal-notice.html", tmp_path).path == shipped() / "ro/formal-notice.html"
    assert look_for("ro/../../secret.html", tmp_path) is None
    assert look_for("/etc/passwd", tmp_path) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("art. 15 alin. (2)", "art.~15~alin.~(2)"),
        ("art. 3 alin. (2¹) lit. b) din", "art.~3~alin.~(2¹)~lit.~b) din"),
        ("cod poștal 500035, jud. Brașov", "cod poștal~500035, jud.~Brașov"),
        ("legea din 8 ianuarie 2020", "legea din 8~ianuarie~2020"),
        ("SRL · CUI RO12", "SRL~· CUI RO12"),
        ("nr. {{ n }}", "nr.~{{ n }}"),
        ("CUI {{ n }}", "CUI~{{ n }}"),
        ("15 zile", "15 zile"),
        ("{{ n }} lei", "{{ n }}~lei"),
        ("Nr. 5 – a", "Nr.~5~– a"),
    ],
)
def test_romanian_lines_break_where_they_may(text: str, expected: str) -> None:
    assert typeset(text, "ro") == expected.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w dniu i o tym", "w~dniu i~o~tym"),
        ("art. 481 § 1 i 2 k.c.", "art.~481~§~1 i~2~k.c."),
        ("art. 4 pkt 3 lit. b, art. 11b ust. 1", "art.~4~pkt~3~lit.~b, art.~11b~ust.~1"),
        ("oraz ust. 2", "oraz ust.~2"),
        ("art. 385⁵ k.c., art. 187 § 1 k.p.c.", "art.~385⁵~k.c., art.~187~§~1~k.p.c."),
        ("liczba dni / 365, także", "liczba dni~/~365, także"),
        ("4 szt., 2 kpl. i 12 godz. pracy", "4~szt., 2~kpl. i~12~godz. pracy"),
        ("nr nadawczy {{ n }}, nadawczy", "nr nadawczy~{{ n }}, nadawczy"),
        ("z dnia 8 marca 2013 r. o czym", "z~dnia 8~marca~2013~r. o~czym"),
        ("ul. Długa 12, 86-300 Grudziądz", "ul.~Długa~12, 86-300~Grudziądz"),
        ("KRS 000 · REGON 99", "KRS~000~· REGON~99"),
        ("od {{ d }} do {{ e }} z {{ f }}", "od {{ d }} do {{ e }} z~{{ f }}"),
        ("5 zł z", "5~zł z"),
    ],
)
def test_a_polish_line_does_not_end_in_a_lone_letter(text: str, expected: str) -> None:
    assert typeset(text, "pl") == expected.replace("~", "\u00a0")


def test_typography_is_settled_after_one_pass() -> None:
    once = unbroken("w art. 5 § 3 i 4 k.c. z 5 zł – w dni / 365", "pl")
    assert unbroken(once, "pl") == once


def test_a_value_is_printed_with_the_breaks_of_its_language() -> None:
    template = environment("pl", "<br>").from_string("{{ value }}, {{ value | lines }}")
    printed = template.render(value="pismo z załącznikami, art. 7 ust. 1")
    one = "pismo z~załącznikami, art.~7~ust.~1".replace("~", "\u00a0")
    assert printed == f"{one}, {one}"
