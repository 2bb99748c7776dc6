"""Pages in Debian's Chromium: each test gets pages of its own, and none may ask, complain or break a rule unseen."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WIDTHS = (320, 390, 768, 1280, 1920)

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# The same pixels on every run of one image.
_ARGUMENTS = ["--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text", "--force-device-scale-factor=1"]
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error("securitypolicyviolation", event.effectiveDirective, event.blockedURI, event.sample);
});
"""
# The boxes of groups that are not rendered are stale, and look like targets that lie on each other.
_RENDER_EVERYTHING = """() => {
  const sheet = [...document.styleSheets].find((sheet) => !sheet.disabled);
  sheet?.insertRule("* { content-visibility: visible !important; }", sheet.cssRules.length);
}"""
_TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return null;
  const clipped = (node) => {
    for (let up = node.parentElement; up && up !== document.documentElement; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter(
    (node) => node.getBoundingClientRect().right > room + 0.5 && !clipped(node));
  const named = wide.slice(-3).map((node) => node.outerHTML.slice(0, 120));
  return `${document.documentElement.scrollWidth} > ${room}: ${named.join(" | ")}`;
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium a session; without one, tests are skipped, or fail where HARNESS_REQUIRE_BROWSER is 1."""
    executable = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if executable is None:
        _missing("there is no Chromium; on Debian: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("there is no playwright; pip install playwright")
    driver = sync_playwright().start()
    loop = asyncio._get_running_loop()
    chromium = driver.chromium.launch(executable_path=executable, args=_ARGUMENTS)
    _set_loop(None)
    chromium.harness_loop = loop  # type: ignore[attr-defined]
    yield chromium
    _set_loop(loop)
    chromium.close()
    driver.stop()


@pytest.fixture
def pages(browser: Browser, tmp_path: Path) -> Iterator[Pages]:
    """What opens pages, and what they did that no page may do."""
    _set_loop(browser.harness_loop)  # type: ignore[attr-defined]
    opened = Pages(browser, tmp_path)
    try:
        yield opened
        complaints = opened.complaints
        opened.settle()
    finally:
        opened.close()
        # Playwright's loop counts as running as long as the browser does; other tests have loops of their own.
        _set_loop(None)
    assert complaints == []


@pytest.fixture
def open_page(pages: Pages) -> Callable[..., Page]:
    """Opens a page: see `Pages.open`."""
    return pages.open


@pytest.fixture
def first_interaction(pages: Pages) -> Callable[[Path], float]:
    """Measures a page: see `Pages.first_interaction`."""
    return pages.first_interaction


class Pages:
    """The pages of one test.

    Attributes:
        complaints: all requests but for the pages, messages of the console, errors, dialogs, and breaches of the
            page's own policy. A test that wants one takes it out of this list.
    """

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.complaints: list[str] = []
        self._browser = browser
        self._folder = folder
        self._contexts: list[BrowserContext] = []

    def open(
        self,
        page: Path | str,
        *,
        width: int = 1440,
        height: int = 1000,
        scheme: str = "light",
        javascript: bool = True,
        hash: str = "",  # noqa: A002
        **settings: Any,
    ) -> Page:
        """The page in a fresh profile without a network.

        Args:
            page: the file, or the text of a page.
            width: in CSS pixels.
            height: in CSS pixels.
            scheme: "light" or "dark".
            javascript: whether scripts run.
            hash: with or without its "#".
            settings: more settings of the context, as `forced_colors="active"`.
        """
        opened = self._context(width, height, scheme, javascript=javascript, **settings).new_page()
        opened.goto(self._address(page) + (f"#{hash.removeprefix('#')}" if hash else ""))
        return opened

    def first_interaction(self, page: Path) -> float:
        """CPU seconds of the main thread until the page is loaded, drawn and answers; the best of three."""
        return min(self._task_seconds(page) for _ in range(3))

    def settle(self) -> None:
        """Let what the pages still have to say arrive."""
        for context in self._contexts:
            for page in context.pages:
                page.wait_for_timeout(20)

    def close(self) -> None:
        """Close all pages."""
        while self._contexts:
            self._contexts.pop().close()

    def _task_seconds(self, page: Path) -> float:
        context = self._context(1440, 1000, "light", javascript=True)
        opened = context.new_page()
        measured = context.new_cdp_session(opened)
        # The clock of the thread stands still while other programs have the processor.
        measured.send("Performance.enable", {"timeDomain": "threadTicks"})
        opened.goto(self._address(page), wait_until="load")
        opened.evaluate(_TWO_FRAMES)
        metrics = measured.send("Performance.getMetrics")["metrics"]
        self._contexts.remove(context)
        context.close()
        return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    def _context(self, width: int, height: int, scheme: str, *, javascript: bool, **settings: Any) -> BrowserContext:
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            offline=True,
            reduced_motion="reduce",
            locale="en-US",
            timezone_id="UTC",
            **settings,
        )
        self._contexts.append(context)
        context.set_default_timeout(30_000)
        context.add_init_script(_REPORT_VIOLATIONS)
        self._watch(context)
        return context

    def _watch(self, context: BrowserContext) -> None:
        said = self.complaints.append

        def dialog(found: Any) -> None:
            said(f"dialog: {found.message}")
            found.dismiss()

        def request(found: Any) -> None:
            if not (found.url.startswith("file:") and found.is_navigation_request()):
                said(f"request: {found.url[:200]}")

        def console(found: Any) -> None:
            if found.type in ("error", "warning"):
                said(f"console {found.type}: {found.text[:500]}")

        context.on("dialog", dialog)
        context.on("request", request)
        context.on("console", console)
        context.on("weberror", lambda found: said(f"error: {found.error}"))

    def _address(self, page: Path | str) -> str:
        if isinstance(page, str):
            number = sum(1 for _ in self._folder.glob("page-*.html"))
            text, page = page, self._folder / f"page-{number}.html"
            page.write_text(text, encoding="utf-8")
        return page.resolve().as_uri()


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """What axe-core finds wrong with a page by WCAG 2.0 to 2.2, A and AA, and best practice: a line an element.

    `axe(page, context=None)`; `context` as axe's own, to look at a part. An empty list is what to assert.
    """

    def found(page: Page, context: str | dict[str, Any] | None = None) -> list[str]:
        from axe_playwright_python.sync_playwright import Axe

        page.evaluate(_RENDER_EVERYTHING)
        options = {"runOnly": {"type": "tag", "values": _TAGS}, "resultTypes": ["violations"]}
        response = Axe().run(page, context=context, options=options).response
        return [
            f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:160]} "
            + "; ".join(said["message"] for said in node["any"] + node["all"] + node["none"])
            for violation in response["violations"]
            for node in violation["nodes"]
        ]

    return found


@pytest.fixture(scope="session")
def too_wide() -> Callable[..., list[str]]:
    """At which widths a page scrolls sideways, and some elements that stand out; an empty list is what to assert."""

    def found(page: Page, widths: tuple[int, ...] = WIDTHS) -> list[str]:
        lines = []
        for width in widths:
            page.set_viewport_size({"width": width, "height": 1000})
            wide = page.evaluate(_TOO_WIDE)
            if wide is not None:
                lines.append(f"{width}: {wide}")
        return lines

    return found


@pytest.fixture(scope="session")
def screenshot() -> Callable[..., None]:
    """`screenshot(page, name, full=False)` saves a picture into HARNESS_SCREENSHOTS, where that names a folder."""

    def save(page: Page, name: str, *, full: bool = False) -> None:
        folder = os.environ.get("HARNESS_SCREENSHOTS")
        if folder:
            path = ROOT / folder / f"{name}.png"
            page.screenshot(path=path, full_page=full, animations="disabled", caret="hide")

    return save


@pytest.fixture(scope="session")
def pair_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[str, str]]:
    """Two documents as arguments of the program.

    By name: "sensay", a number of changes such as "5000", "empty", "edits" to descriptions alone, "hostile" text in
    every place, or "few-hostile", which says the same in few places.
    """
    made: dict[str, tuple[str, str]] = {"sensay": ("sensay@2025-03-28", "sensay@2025-06-16")}

    def pair(name: str) -> tuple[str, str]:
        if name not in made:
            made[name] = _synthetic().write_pair(name, tmp_path_factory.mktemp(f"pair-{name}"))
        return made[name]

    return pair


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The file that the program writes for some arguments: `rendered("diff", *pair, "--format", "html")`.

    It is written once a session.
    """
    made: dict[tuple[str, ...], Path] = {}

    def page(*arguments: str) -> Path:
        if arguments not in made:
            path = tmp_path_factory.mktemp("page") / "page.html"
            command = [sys.executable, "-m", "harness", *arguments, "--output", str(path)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=300)
            assert done.returncode == 0, done.stderr.decode()
            made[arguments] = path
        return made[arguments]

    return page


def _missing(reason: str) -> None:
    if os.environ.get("HARNESS_REQUIRE_BROWSER") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _set_loop(loop: asyncio.AbstractEventLoop | None) -> None:
    asyncio._set_running_loop(loop)  # there is no other way to let two of them take turns


def _synthetic() -> Any:
    spec = spec_from_file_location("browser_synthetic", HERE / "_synthetic.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
