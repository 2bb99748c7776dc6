"""The page of two documents in a browser: real, large, empty and hostile ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

_OPEN_ALL = "() => document.querySelectorAll('.row').forEach((row) => { row.open = true; })"
_OPEN_SOME = _OPEN_ALL.replace("('.row')", "('.row:nth-child(-n+12)')")
# What the filter lets pass; groups that are not on the screen have no boxes, and so are not "visible".
_SHOWN = ".row:not([hidden])"
# A change that the Sensay pair surely has, in the words of its closed row.
_SENTENCE = "ReplicaListItem.tags is no longer required"


@pytest.fixture
def page_of(rendered: Callable[..., Path], pair_of: Callable[[str], tuple[str, str]]) -> Callable[[str], Path]:
    """The page of a pair, by its name."""
    return lambda name: rendered("diff", *pair_of(name), "--format", "html")


@pytest.fixture
def sensay(page_of: Callable[[str], Path]) -> Path:
    """The page of two real documents."""
    return page_of("sensay")


def _count(page: Page) -> str:
    return page.locator("#count").inner_text()


def _hash(page: Page) -> str:
    return str(page.evaluate("location.hash"))


def _is_in_view(page: Page, id_: str) -> bool:
    box = page.locator(f"#{id_}").bounding_box()
    size = page.viewport_size
    return box is not None and size is not None and -1 <= box["y"] < size["height"]


def _last_id(page: Path) -> str:
    text = page.read_text(encoding="utf-8")
    at = text.rindex('id="c-')
    return text[at + 4 : text.index('"', at + 4)]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    sensay: Path, open_page: Callable, axe: Callable, screenshot: Callable, scheme: str, width: int
) -> None:
    page = open_page(sensay, width=width, scheme=scheme)
    screenshot(page, f"diff-{scheme}-{width}")
    assert axe(page) == []
    page.evaluate(_OPEN_ALL)
    page.wait_for_timeout(100)
    assert axe(page) == []


@pytest.mark.parametrize("name", ["empty", "edits"])
def test_axe_finds_nothing_where_nothing_changed(
    page_of: Callable, open_page: Callable, axe: Callable, name: str
) -> None:
    assert axe(open_page(page_of(name), width=390)) == []


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["hostile", "5000"])
def test_axe_finds_nothing_among_hostile_text_and_the_first_of_thousands(
    page_of: Callable, open_page: Callable, axe: Callable, screenshot: Callable, name: str, scheme: str, width: int
) -> None:
    page = open_page(page_of(name), width=width, scheme=scheme)
    screenshot(page, f"diff-{name}-{scheme}-{width}")
    # The rest is thousands of elements like these, and axe looks at each of them for a long time.
    page.evaluate(
        "document.querySelectorAll('.op:nth-of-type(n+3), .idx li:nth-child(n+9)').forEach((one) => one.remove())"
    )
    assert axe(page) == []


def test_axe_finds_nothing_on_a_filtered_page(sensay: Path, open_page: Callable, axe: Callable) -> None:
    assert axe(open_page(sensay, hash="?q=nothing-is-called-so")) == []
    assert axe(open_page(sensay, hash="?group=rule&sev=breaking")) == []


def test_an_opened_change_shows_all_of_it(sensay: Path, open_page: Callable, screenshot: Callable) -> None:
    page = open_page(sensay)
    page.locator("form.tools").scroll_into_view_if_needed()
    row = page.locator(".row:not([open])", has=page.locator(".wit")).first
    row.locator("summary").click()
    row = page.locator(".row[open]", has=page.locator(".wit")).last
    assert row.locator(".panes figure").count() == 2
    assert row.locator(".wit pre").inner_text().startswith(("curl ", "HTTP/1.1 "))
    assert row.locator(".res").inner_text().count("2025-") == 2
    assert row.get_by_text("harness explain").is_visible()
    screenshot(page, "diff-open-1440")


@pytest.mark.parametrize("name", ["sensay", "hostile"])
def test_it_never_scrolls_sideways(page_of: Callable, open_page: Callable, too_wide: Callable, name: str) -> None:
    page = open_page(page_of(name))
    page.evaluate(_OPEN_SOME)
    assert too_wide(page) == []


@pytest.mark.parametrize(("name", "bound"), [("sensay", 0.3), ("5000", 1.0)])
def test_it_answers_at_once(page_of: Callable, first_interaction: Callable, name: str, bound: float) -> None:
    assert 0 < first_interaction(page_of(name)) < bound


def test_thousands_of_changes_are_a_small_file(page_of: Callable, open_page: Callable) -> None:
    path = page_of("5000")
    assert path.stat().st_size < 10_000_000
    page = open_page(path)
    assert _count(page) == "3,408 changes"
    assert page.evaluate("document.querySelectorAll('*').length") < 120_000


@pytest.mark.parametrize("name", ["sensay", "5000"])
@pytest.mark.parametrize("javascript", [True, False])
def test_a_link_to_a_change_opens_it_cold(
    page_of: Callable, open_page: Callable, name: str, *, javascript: bool
) -> None:
    path = page_of(name)
    id_ = _last_id(path)
    page = open_page(path, hash=id_, javascript=javascript)
    page.wait_for_timeout(300)
    assert page.locator(f"#{id_}").is_visible()
    assert _is_in_view(page, id_)


def test_a_link_to_an_operation_leads_to_it(sensay: Path, open_page: Callable) -> None:
    page = open_page(sensay, hash="op-get-v1-replicas")
    assert _is_in_view(page, "op-get-v1-replicas")


def test_severities_can_be_left_out(sensay: Path, open_page: Callable) -> None:
    page = open_page(sensay)
    page.locator("label.i").click()
    page.wait_for_function("location.hash !== ''")
    assert page.locator(f"{_SHOWN} > summary.i").count() == 0
    assert page.locator(f"{_SHOWN} > summary.b").count() > 0
    shown = page.locator(f"{_SHOWN} > summary").count()
    assert _count(page).startswith(f"{shown} of ")
    assert _hash(page) == "#?sev=breaking,warning"
    page.locator(".tools [data-clear]").click()
    assert _hash(page) == ""
    assert " of " not in _count(page)


def test_search_finds_a_property_by_its_name(sensay: Path, open_page: Callable) -> None:
    page = open_page(sensay)
    page.keyboard.press("/")
    page.keyboard.type("replicalistitem.uuid")
    page.wait_for_timeout(200)
    titles = page.locator(f"{_SHOWN} .ttl").all_text_contents()
    assert titles
    assert all("ReplicaListItem.uuid" in title for title in titles)
    page.reload()
    assert page.locator("#q").input_value() == "replicalistitem.uuid"
    assert page.locator(_SHOWN).count() == len(titles)
    page.locator("#q").press("Escape")
    assert _hash(page) == ""


def test_search_finds_what_is_not_in_the_tree_yet(page_of: Callable, open_page: Callable) -> None:
    page = open_page(page_of("5000"), hash="?q=shipment190.weight")
    assert "Shipment190.weight" in page.locator(_SHOWN).first.text_content()
    assert _count(page).endswith(" of 3,408 changes")


def test_a_search_without_a_hit_offers_a_way_back(sensay: Path, open_page: Callable) -> None:
    page = open_page(sensay, hash="?q=nothing-is-called-so")
    assert page.locator("#none").is_visible()
    page.locator("#none [data-clear]").click()
    assert page.locator("#none").is_hidden()
    assert " of " not in _count(page)


def test_an_anchor_that_a_filter_hides_clears_the_filter(sensay: Path, open_page: Callable) -> None:
    page = open_page(sensay, hash="?q=nothing-is-called-so")
    id_ = _last_id(sensay)
    page.evaluate("(id) => { location.hash = id; }", id_)
    page.wait_for_timeout(100)
    assert _is_in_view(page, id_)
    assert page.locator("#q").input_value() == ""


def test_groups_by_rule_and_back_keep_the_order(sensay: Path, open_page: Callable) -> None:
    page = open_page(sensay)
    order = page.locator(".row .body").evaluate_all("(bodies) => bodies.map((body) => body.id)")
    page.select_option("select[name=group]", "rule")
    page.wait_for_timeout(50)
    assert page.locator("#regroup h3").count() > 3
    by_rule = page.locator(".row .body").evaluate_all("(bodies) => bodies.map((body) => body.id)")
    assert sorted(by_rule) == sorted(order)
    assert by_rule != order
    page.select_option("select[name=group]", "")
    page.wait_for_timeout(50)
    assert page.locator(".row .body").evaluate_all("(bodies) => bodies.map((body) => body.id)") == order


def test_the_first_that_break_are_open(sensay: Path, open_page: Callable) -> None:
    for javascript in (True, False):
        page = open_page(sensay, javascript=javascript)
        assert page.locator(".row[open]").count() == 3
        assert page.locator(".row[open] > summary.b").count() == 3
        assert page.locator(".row[open] .body b").first.inner_text() == "For clients:"
    texts = page.locator(".row[open] .body").all_inner_texts()
    assert any("For the API: " in text for text in texts)


@pytest.fixture
def corpus_pair(root: Path) -> Callable[[str], tuple[str, str]]:
    """The two documents of a real API, by its name; skips where they are not there."""
    folder = root.parent / "shared" / "corpus"
    names = {
        "github": ("github/api.github.com.2025-02.json", "github/api.github.com.2026-08.json"),
        "adyen": ("adyen-checkout/v70/2026-05-28.json", "adyen-checkout/v71/2026-05-28.json"),
    }

    def pair(name: str) -> tuple[str, str]:
        old, new = (folder / part for part in names[name])
        if not new.exists():
            pytest.skip("the corpus of real documents is not there")
        return str(old), str(new)

    return pair


@pytest.mark.parametrize("name", ["github", "adyen"])
def test_my_endpoint_is_found_with_all_that_hits_it(
    corpus_pair: Callable, rendered: Callable, open_page: Callable, screenshot: Callable, name: str
) -> None:
    pair = corpus_pair(name)
    stored = json.loads(rendered("diff", *pair, "--format", "json", "--details").read_text(encoding="utf-8"))
    names = [operation["name"] for operation in stored["operations"]]
    noticed = [change for change in stored["changes"] if not change["edit"]]
    own = {step[1] for change in noticed for step in change["steps"][:1] if step[0] in ("operation", "webhook")}
    hits = {at: [change for change in noticed if at in change["operations"]] for at in names}
    mine = max((at for at in names if at not in own), key=lambda at: (len(hits[at]) > 0, -len(hits[at])))
    calm = next((at for at in names if not hits[at]), None)
    path = rendered("diff", *pair, "--format", "html")
    page = open_page(path)
    page.locator("#q").fill(mine)
    page.wait_for_timeout(1_000)
    shown = set(page.locator(f"{_SHOWN} .body").evaluate_all("bodies => bodies.map(body => body.id)"))
    assert {change["id"] for change in hits[mine]} <= shown | _further_ids(page)
    assert _count(page).endswith(f" changes reach {mine}")
    links = page.locator(".idx li:not([hidden]) a .m")
    assert links.count() == 1
    screenshot(page, f"diff-my-endpoint-{name}-1440")
    link = page.locator(".idx li:not([hidden]) a", has=page.locator(".m")).get_attribute("href")
    for javascript in (True, False):
        cold = open_page(path, hash=link, javascript=javascript)
        cold.wait_for_timeout(300)
        assert cold.locator(link).is_visible()
        assert _is_in_view(cold, link.removeprefix("#"))
    if calm is not None:
        page.locator("#q").fill(calm)
        page.locator("#none").wait_for(state="visible")
        assert page.locator("#none strong").inner_text() == f"No change reaches {calm}"


def _further_ids(page: Page) -> set[str]:
    """The ids of changes that stand beneath others."""
    found = page.locator(f"{_SHOWN} .body [id]").evaluate_all("elements => elements.map(element => element.id)")
    return set(found)


def test_all_that_reaches_an_operation_is_one_click_away(sensay: Path, open_page: Callable) -> None:
    page = open_page(sensay)
    link = page.locator("a.all").first
    total = int("".join(sign for sign in link.inner_text() if sign.isdigit()) or 1)
    link.click()
    page.wait_for_timeout(200)
    assert page.locator(_SHOWN).count() == total
    assert _hash(page).startswith("#?op=")


def test_the_judgements_that_differ_are_one_click_away(sensay: Path, open_page: Callable) -> None:
    page = open_page(sensay)
    page.get_by_role("link", name="Where the two differ").click()
    page.wait_for_timeout(100)
    rows = page.locator(_SHOWN)
    assert 0 < rows.count() < 123
    for row in rows.all():
        is_breaking = row.locator("summary.b").count() == 1
        assert is_breaking != ("changelog: Breaking" in (row.locator("summary").text_content() or ""))


def test_keys_walk_through_the_breaking_changes(sensay: Path, open_page: Callable) -> None:
    page = open_page(sensay)
    for key in ("n", "n", "n", "n", "Enter"):
        page.keyboard.press(key)
    focused = "document.activeElement.matches('summary.b') && document.activeElement.parentElement.open"
    assert page.evaluate(focused)
    page.keyboard.press("p")
    page.keyboard.press("o")
    assert page.locator(".row").nth(2).get_attribute("open") is None


def test_shortcuts_can_be_switched_off(sensay: Path, open_page: Callable) -> None:
    page = open_page(sensay)
    page.keyboard.press("?")
    page.locator("#shortcuts").uncheck()
    page.locator("#help button").click()
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.theme") is None


def test_the_theme_can_be_switched(sensay: Path, open_page: Callable) -> None:
    page = open_page(sensay, scheme="light")
    page.keyboard.press("t")
    page.keyboard.press("t")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 19, 24)"


def test_all_can_be_opened_and_closed(sensay: Path, open_page: Callable) -> None:
    page = open_page(sensay)
    page.keyboard.press("e")
    assert page.locator(".row:not([open])").count() == 0
    page.keyboard.press("e")
    assert page.locator(".row[open]").count() == 0


def test_without_scripts_every_row_opens_and_severities_can_be_left_out(
    sensay: Path, open_page: Callable, screenshot: Callable
) -> None:
    page = open_page(sensay, javascript=False)
    assert page.locator("button:visible").count() == 0
    row = page.locator(".row", has_text=_SENTENCE).first
    row.locator("summary").click()
    assert row.locator(".body").is_visible()
    page.locator("label.b").click()
    assert page.locator(".row:visible > summary.b").count() == 0
    assert page.locator(".row:visible > summary.i").count() > 0
    screenshot(page, "diff-without-scripts-1440")


def test_without_scripts_thousands_of_rows_are_there(page_of: Callable, open_page: Callable) -> None:
    assert open_page(page_of("5000"), javascript=False).locator(".row").count() == 3_408


@pytest.mark.parametrize("javascript", [True, False])
def test_paper_shows_what_is_closed(sensay: Path, open_page: Callable, *, javascript: bool) -> None:
    page = open_page(sensay, scheme="dark", javascript=javascript)
    page.emulate_media(media="print", color_scheme="light")
    if javascript:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
    bodies = page.locator(".row .body")
    assert bodies.count() == 119
    assert all(box["height"] > 20 for box in (body.bounding_box() for body in bodies.all()[:8]) if box is not None)
    assert bodies.first.is_visible()
    assert page.locator("form.tools").is_hidden()
    assert len(page.pdf()) > 10_000


def test_marks_keep_their_shapes_in_forced_colours(sensay: Path, open_page: Callable, screenshot: Callable) -> None:
    page = open_page(sensay, forced_colors="active")
    style = "getComputedStyle(document.querySelector('.row > summary.b'), '::before')"
    assert "polygon" in page.evaluate(f"{style}.clipPath")
    assert page.evaluate(f"{style}.backgroundColor") == "rgb(185, 28, 38)"
    screenshot(page, "diff-forced-colours-1440")


def test_changes_that_nobody_judged_have_no_colour(rendered: Callable, open_page: Callable, axe: Callable) -> None:
    path = rendered("diff", "sensay@2025-03-28", "sensay@2025-06-16", "--rules", "none", "--format", "html")
    page = open_page(path, hash="?q=telegram")
    assert axe(page) == []
    assert " of " in _count(page)
    assert page.locator("summary:is(.b, .w, .i), .seg").count() == 0


def test_hostile_text_is_text(page_of: Callable, open_page: Callable) -> None:
    page = open_page(page_of("hostile"))
    assert page.locator("#changes img, #changes script, #changes style, #changes h1, #changes u").count() == 0
    assert page.locator("main svg:not([aria-hidden])").count() == 0
    assert page.locator("[style]").count() == 0
    text = page.locator("#changes").text_content()
    assert "<script>alert('script')</script>" in text
    assert "{{7*7}}" in text
    assert "\\u202e" in text
    assert "\u202e" not in text


def test_equal_documents_are_said_to_be_equal(page_of: Callable, open_page: Callable, screenshot: Callable) -> None:
    page = open_page(page_of("edits"))
    assert page.locator("h1").inner_text().startswith("No changes in ")
    assert "describe the same API" in page.locator("main").inner_text()
    screenshot(page, "diff-edits-1440")


def test_more_than_a_page_holds_is_an_index_and_parts(page_of: Callable, open_page: Callable, axe: Callable) -> None:
    path = page_of("15000")
    page = open_page(path)
    assert axe(page) == []
    page.locator(".reach a, table.fill a").last.click()
    page.wait_for_load_state()
    assert page.locator(".row").count() > 0
    page.get_by_role("link", name="All areas of this comparison").click()
    page.wait_for_load_state()
    assert page.url.startswith(path.resolve().as_uri())


def test_a_link_to_a_change_leads_from_the_index_to_its_part(page_of: Callable, open_page: Callable) -> None:
    path = page_of("15000")
    part = path.with_name(f"{path.stem}-2{path.suffix}")
    id_ = _last_id(part)
    page = open_page(path, hash=id_)
    page.wait_for_url(f"{part.resolve().as_uri()}#{id_}")
    page.wait_for_function("id => document.getElementById(id)?.closest('details').open", arg=id_)
