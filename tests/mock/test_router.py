"""Which template a path means."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.mock._router import Router, overlap

SEGMENTS = st.sampled_from(["a", "b", "{x}", "{y}.csv", "v-{z}"])
TEMPLATES = st.lists(SEGMENTS, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))
PATHS = st.lists(st.sampled_from(["a", "b", "c", "q.csv", "v-1", "v-1.csv", "a%2Fb", ""]), min_size=1, max_size=4)


def pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(template)))


@given(st.lists(TEMPLATES, min_size=1, max_size=8, unique_by=lambda text: re.sub(r"\{\w+\}", "{}", text)), PATHS)
def test_a_path_leads_to_a_template_that_it_fits_if_there_is_one(templates: list[str], parts: list[str]) -> None:
    router: Router[str] = Router()
    for template in templates:
        router.add(template, template)
    path = "/" + "/".join(parts)
    match = router.match(path)
    fitting = [template for template in templates if pattern(template).fullmatch(path)]
    assert (match is None) == (not fitting)
    if match is not None:
        assert match.item in fitting
        if path in templates:
            assert match.item == path


@given(TEMPLATES, TEMPLATES, PATHS)
def test_templates_that_a_path_fits_both_overlap(one: str, other: str, parts: list[str]) -> None:
    path = "/" + "/".join(parts)
    if pattern(one).fullmatch(path) and pattern(other).fullmatch(path):
        assert overlap(one, other)


@pytest.mark.parametrize(
    ("path", "template", "places"),
    [
        ("/boats/heron", "/boats/{name}", ("heron",)),
        ("/boats/a%2Fb", "/boats/{name}", ("a%2Fb",)),
        ("/boats/newest", "/boats/newest", ()),
        ("/boats/new%65st", "/boats/newest", ()),
        ("/boats/list.csv", "/boats/{file}.csv", ("list",)),
        ("/boats/a/b", None, ()),
        ("/boats/", None, ()),
        ("/boats", None, ()),
        ("boats/heron", None, ()),
        ("//boats/heron", None, ()),
        ("/B%C3%B6te", "/Böte", ()),
    ],
)
def test_segments_are_matched_before_they_are_decoded(path: str, template: str | None, places: tuple[str, ...]) -> None:
    router: Router[str] = Router()
    for each in ("/boats/{name}", "/boats/newest", "/boats/{file}.csv", "/Böte"):
        router.add(each, each)
    match = router.match(path)
    assert (match and match.item) == template
    assert match is None or match.places == places
