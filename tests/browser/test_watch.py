"""What watches the pages sees what no page may do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from tests.browser.conftest import Pages

_POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'


def _html(body: str, head: str = "") -> str:
    return f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}<title>A page</title></head>{body}</html>'


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ('<img src="https://example.org/a.png" alt="">', "request: https://example.org/a.png"),
        ('<img src="file:///nowhere.png" alt="">', "request: file:///nowhere.png"),
        ("<script>console.warn('a warning')</script>", "console warning: a warning"),
        ("<script>absent()</script>", "error: absent is not defined"),
        ("<script>alert('a dialog')</script>", "dialog: a dialog"),
    ],
)
def test_a_page_that_misbehaves_is_noticed(pages: Pages, body: str, complaint: str) -> None:
    pages.open(_html(body))
    pages.settle()
    assert any(complaint in said for said in pages.complaints), pages.complaints
    pages.complaints.clear()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_breach_of_the_policy_is_noticed(pages: Pages, javascript: bool) -> None:
    pages.open(_html('<p style="color: red">Red</p>', _POLICY), javascript=javascript)
    pages.settle()
    assert any("Content Security Policy" in said for said in pages.complaints)
    assert any("securitypolicyviolation style-src" in said for said in pages.complaints) == javascript
    pages.complaints.clear()


def test_axe_works_under_the_strictest_policy(open_page: Callable, axe: Callable) -> None:
    trusted = _POLICY.replace("'none'\">", "'none'; require-trusted-types-for 'script'; trusted-types report\">")
    page = open_page(_html("<main><h1>A page</h1><a href='#a'></a></main>", trusted))
    assert [line.split()[0] for line in axe(page)] == ["link-name"]


def test_an_element_that_is_too_wide_is_named(open_page: Callable, too_wide: Callable) -> None:
    page = open_page(_html("<style>p { width: 500px; margin: 0 }</style><body><p>Wide</p></body>"))
    (line, _) = too_wide(page)
    assert line.startswith("320: ")
    assert "<p>Wide</p>" in line


def test_other_tests_may_have_loops_of_their_own(browser: Browser) -> None:
    assert browser.is_connected()
    asyncio.run(asyncio.sleep(0))
