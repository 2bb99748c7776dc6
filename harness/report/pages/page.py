"""The frame of all HTML pages: one file each, nothing fetched, nothing run but what the page's own hashes name.

Everything that `{{ }}` prints is text: control and bidirectional characters are made visible, then it is escaped.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from harness.report.words.text import plural
from harness.signs import escape_sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment
    from markupsafe import Markup

    from harness.report.model.diff import OperationRow

# Template fragments are small; so many go out together.
_FRAGMENTS = 200
# Runs before anything is painted, so that a stored theme does not flash.
_HEAD_SCRIPT = (
    "document.documentElement.classList.add('js');"
    "try{const t=localStorage.getItem('theme');if(t)document.documentElement.dataset.theme=t}catch{}"
)

# C0 and C1 but tab and line feed, marks and overrides of direction, invisible breaks, and lone surrogates, which have
# no encoding.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_TICKED = re.compile("`([^`\n]+)`")
_SLUG = re.compile("[^a-z0-9]+")
# Names whose slugs cannot be those of other names.
_SELF_EVIDENT = re.compile(r"[A-Za-z0-9]+|[A-Z]+(?: [A-Z]+)? ?(?:/[a-z0-9]+)+")
_SLUG_LENGTH = 60
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\n\s*")


def page(template: str, *, css: tuple[str, ...] = (), js: tuple[str, ...] = (), **data: Any) -> Iterator[str]:
    """A page, in pieces.

    Args:
        template: one of `harness/report/pages/templates`, which extends `page.html`.
        css: files beside it; they follow `page.css`.
        js: files beside it; they follow `page.js` in its scope.
        data: what the template names. `page.html` itself wants `title`, `heading` and `pages`: label, href and
            whether it is this page, of each page that there is.
    """
    from markupsafe import Markup

    style, script, policy = _assets(css, js)
    frame = {
        "policy": Markup(policy),  # noqa: S704
        "style": Markup(style),  # noqa: S704  our own files, as are the rest
        "head_script": Markup(_HEAD_SCRIPT),  # noqa: S704
        "script": Markup(script),  # noqa: S704
    }
    return rendered(template, **data, **frame)


def rendered(template: str, **data: Any) -> Iterator[str]:
    """A template with what it names, in pieces; `page` puts a frame around it."""
    stream = environment().get_template(template).stream(**data)
    stream.enable_buffering(_FRAGMENTS)
    return iter(stream)


def source(name: str) -> str:
    """A template or what stands beside it, as its file has it."""
    loader = environment().loader
    assert loader is not None
    return loader.get_source(environment(), name)[0]


def digest(text: str) -> str:
    """What a policy calls a style or a script."""
    from base64 import b64encode
    from hashlib import sha256

    return b64encode(sha256(text.encode()).digest()).decode()


def visible(text: str) -> str:
    r"""Text with its control and bidirectional characters made visible: `\u202e`."""
    # Almost all text is printable, and this asks for it in one step.
    return text if text.isprintable() else _UNSEEN.sub(lambda match: escape_sequence(match[0]), text)


def escaped(text: str) -> str:
    """Text as templates print it, for what is put together without one."""
    from markupsafe import escape

    return str(escape(visible(text)))


def ticks(text: str) -> Markup:
    """Text as markup, with what stands between backticks as code."""
    from markupsafe import Markup

    pieces = escaped(text)
    return Markup(_TICKED.sub(r"<code>\1</code>", pieces) if "`" in pieces else pieces)  # noqa: S704  escaped above


def path(text: str) -> Markup:
    """A path or another long name as markup, which may break after each of its parts."""
    from markupsafe import Markup

    pieces = escaped(text)
    return Markup(pieces.replace("/", "/<wbr>").replace("_", "_<wbr>"))  # noqa: S704  escaped above


def anchor(name: str, kind: str) -> str:
    """An id for what is called so: `op-post-v1-shipments`, with a few digits of a hash where others look alike."""
    slug = _SLUG.sub("-", name.lower()).strip("-")[:_SLUG_LENGTH]
    if _SELF_EVIDENT.fullmatch(name) and len(name) <= _SLUG_LENGTH:
        return f"{kind}-{name if name.isalnum() else slug}"
    from hashlib import sha256

    digest = sha256(name.encode(errors="surrogatepass")).hexdigest()[:6]
    return f"{kind}-{slug}-{digest}" if slug else f"{kind}-{digest}"


def operation_id(operation: OperationRow) -> str:
    """The id of an operation for links: `op-post-v1-shipments`, `w-new-pet`."""
    return anchor(f"{operation.method} {operation.path}".lstrip(), "w" if operation.kind == "webhook" else "op")


@cache
def environment() -> Environment:
    """Where all templates are read."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from harness import __version__

    templates = Environment(
        loader=PackageLoader("harness.report.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    templates.filters |= {"anchor": anchor, "path": path, "visible": visible, "ticks": ticks}
    templates.globals |= {"plural": plural, "harness_version": __version__}
    return templates


@cache
def _assets(css: tuple[str, ...], js: tuple[str, ...]) -> tuple[str, str, str]:
    """The style, the script, and the policy that lets just these run."""
    style = _INDENT.sub("\n", _COMMENT.sub("", "\n".join(source(name) for name in ("page.css", *css)))).strip()
    scripts = "\n".join(source(name) for name in ("page.js", *js))
    # Neither a tag nor a comment may look as if it ended or began the element.
    script = f'"use strict";(() => {{\n{scripts}\n}})();'.replace("</", "<\\/").replace("<!--", "<\\!--")
    assert "</" not in style
    return style, script, _policy(style, _HEAD_SCRIPT, script)


def _policy(style: str, *scripts: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {' '.join(map(_hash, scripts))}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types report"
    )


def _hash(text: str) -> str:
    return f"'sha256-{digest(text)}'"


def _finalized(value: Any) -> Any:
    """What a template prints for a value: markup stays, all other text is made visible."""
    if isinstance(value, str):
        # Markup is a str of its own kind, made by the filters above only.
        return visible(value) if type(value) is str else value
    return "" if value is None else value
