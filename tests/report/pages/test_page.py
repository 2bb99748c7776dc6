"""The frame of all pages: what its policy lets run, and text that stays text."""

from __future__ import annotations

import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.report.pages.page import anchor, environment, page, path, ticks, visible
from harness.report.words.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

_BARE = '{% extends "page.html" %}{% block main %}<h1>{{ text }}</h1>{% endblock %}'


@pytest.fixture(scope="module")
def bare() -> Iterator[str]:
    """A page of little but the frame."""
    from jinja2 import ChoiceLoader, DictLoader

    own = environment().loader
    assert own is not None
    environment().loader = ChoiceLoader([own, DictLoader({"bare.html": _BARE})])
    pages = (("Diff", "diff.html", True), ("History", "history.html", False))
    yield "".join(page("bare.html", title="A & B", heading="Pets", pages=pages, text="<b>\u202e"))
    environment().loader = own


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_the_policy_names_exactly_the_bytes_between_the_tags(bare: str) -> None:
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', bare)[0]
    (style,) = re.findall(r"<style>(.*?)</style>", bare, re.DOTALL)
    scripts = re.findall(r"<script>(.*?)</script>", bare, re.DOTALL)
    assert f"style-src {_hash(style)};" in policy
    assert f"script-src {' '.join(map(_hash, scripts))};" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_the_policy_comes_before_all_that_it_rules(bare: str) -> None:
    assert re.match(r'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Con', bare)


def test_no_attribute_holds_style_or_script(bare: str) -> None:
    assert re.search(r"<[^>]*\s(style|on\w+)=", bare) is None


def test_text_is_escaped_and_its_control_characters_are_visible(bare: str) -> None:
    assert r"<h1>&lt;b&gt;\u202e</h1>" in bare
    assert "<title>A &amp; B</title>" in bare


def test_comments_of_style_sheets_stay_at_home(bare: str) -> None:
    assert "/*" not in bare


def test_the_page_that_is_shown_is_marked_in_the_links(bare: str) -> None:
    assert '<a href="diff.html" aria-current="page">Diff</a>' in bare
    assert '<a href="history.html">History</a>' in bare


@given(st.text())
def test_shown_text_can_be_encoded_and_has_no_control_characters(text: str) -> None:
    result = visible(text)
    result.encode()
    assert not set("\x00\x1b\x7f\u202e\u2066\u2028\ufeff") & set(result)


@given(st.text(alphabet="`<>&\"'ab/_\u202e\n"))
def test_markup_of_filters_holds_their_own_tags_only(text: str) -> None:
    assert set(re.findall("<[^>]*>", ticks(text))) <= {"<code>", "</code>"}
    assert set(re.findall("<[^>]*>", path(text))) <= {"<wbr>"}


def test_ticks_mark_code() -> None:
    assert ticks("`a<b` is `x`") == "<code>a&lt;b</code> is <code>x</code>"
    assert ticks("a ` b") == "a ` b"


def test_paths_break_after_each_part() -> None:
    assert path("/v1/my_pets") == "/<wbr>v1/<wbr>my_<wbr>pets"


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [("POST /v1/shipments", "op", "op-post-v1-shipments"), ("Money", "s", "s-Money"), ("日本", "s", "s-cf2abf")],
)
def test_anchors_are_readable_where_they_can_be(name: str, kind: str, expected: str) -> None:
    assert anchor(name, kind) == expected


@given(st.lists(st.text(alphabet="aA/-_{} é", max_size=6), unique=True))
def test_anchors_differ_where_names_do(names: list[str]) -> None:
    anchors = [anchor(name, "op") for name in names]
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"op-[A-Za-z0-9-]+", one) for one in anchors)


def test_counts_agree_with_their_nouns() -> None:
    assert [plural(1, "entry", "entries"), plural(1122, "case")] == ["1 entry", "1,122 cases"]


def test_importing_the_frame_does_not_import_jinja2() -> None:
    program = "import sys, harness.report.pages.page; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
