"""The checks of a conformance run as text: one in full, and which are made in which version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.words.text import plural, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance import CheckMade
    from harness.conformance._oracle import Oracle
    from harness.report.words.text import Style


def check_text(oracle: Oracle, style: Style) -> Iterator[str]:
    """One check in full; lines with their ends."""
    yield f"{style.paint(oracle.id, 'bold')}  check of harness conform\n\n"
    yield f"{style.folded(oracle.asks, '')}\n\n"
    needs = ", ".join(oracle.needs)
    for head, text in (
        ("What is sent", oracle.sends),
        ("What breaks the promise", oracle.proves),
        ("Such as", oracle.mutant),
        ("What it needs", needs),
        ("Source", f"{oracle.source}."),
    ):
        yield f"{style.paint(head, 'bold')}\n  {style.folded(text[:1].upper() + text[1:], '  ')}\n"


def plan_text(checks: tuple[CheckMade, ...], style: Style) -> Iterator[str]:
    """Which checks will be made, in which versions, and why the others will not."""
    versions = list(dict.fromkeys(check.version for check in checks))
    names = list(dict.fromkeys(check.check for check in checks))
    known = {(check.check, check.version): check for check in checks}
    wide = max([len(name) for name in names], default=0)
    heads = [printable(version) for version in versions]
    yield style.paint(f"  {'check':<{wide}}  {'  '.join(heads)}  operations", "bold") + "\n"
    for name in names:
        cells = [
            f"{known[name, version].operations or '-':>{len(head)}}"
            for version, head in zip(versions, heads, strict=True)
        ]
        yield f"  {name:<{wide}}  {'  '.join(cells)}\n"
    reasons: dict[tuple[str, str], list[str]] = {}
    for check in checks:
        if check.reason is not None:
            reasons.setdefault((check.version, check.reason), []).append(check.check)
    if reasons:
        yield f"\n{style.paint('Not tested', 'bold')}\n"
    for (version, reason), left in reasons.items():
        what = "everything" if len(left) == len(names) else ", ".join(left)
        yield f"  {style.folded(printable(f'{version}: {reason}: {what}'), '    ')}\n"
    made = len({check.check for check in checks if check.reason is None})
    yield f"\n{plural(made, 'check')} of {len(names)} in {plural(len(versions), 'version')}. Nothing was sent.\n"
