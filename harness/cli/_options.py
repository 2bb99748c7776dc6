"""What users set: options and arguments, an environment variable for each option, harness.toml, and the day."""

from __future__ import annotations

import os
import sys
from argparse import SUPPRESS, Action, ArgumentParser, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Any, NoReturn

from harness.errors import InvalidConfiguration, UsageError, nearest
from harness.report.words.text import style_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from harness.rules import Setting
    from harness.session import Judging
    from harness.versions import Api, KeyPath, Layers

_FILE_NAME = "harness.toml"
_TABLES = {"profile", "promise", "rules"}
_ON = ("1", "true", "yes", "on")
_OFF = ("", "0", "false", "no", "off")


class Options:
    """The options of a command.

    Every option may also come from the environment: `--all` of `harness diff` from HARNESS_DIFF_ALL.

    Args:
        program: how the command is called: "harness diff".
        description: what it does.
        epilog: printed below the options.
        usage: printed instead of what argparse makes of the options.
    """

    __slots__ = ("_known", "_parser", "_program")

    def __init__(self, program: str, description: str, epilog: str | None = None, usage: str | None = None) -> None:
        self._program = program
        self._parser = _Parser(
            program,
            usage,
            description,
            epilog,
            formatter_class=_formatter,
            add_help=False,
            allow_abbrev=False,
        )
        # Python 3.14 colours help by rules of its own; typeshed does not know the attribute yet.
        setattr(self._parser, "color", False)  # noqa: B010
        self._known: dict[str, bool] = {}
        self._add("-h", "--help", action=_Help, nargs=0, help="print this help and exit")

    def positional(self, dest: str, metavar: str, *, help: str, count: str | None = None) -> None:  # noqa: A002
        """An argument; `count` as argparse's nargs: "?", "*"."""
        if count is None:
            self._parser.add_argument(dest, metavar=metavar, help=help)
        else:
            self._parser.add_argument(dest, metavar=metavar, help=help, nargs=count)

    def rest(self, dest: str) -> None:
        """All that follows the options."""
        self._parser.add_argument(dest, nargs="...", help=SUPPRESS)

    def value(
        self,
        *names: str,
        metavar: str | None = None,
        help: str,  # noqa: A002
        default: str | None = None,
        choices: tuple[str, ...] = (),
        dest: str | None = None,
        inherited: bool = False,
    ) -> None:
        """An option with a value, the last of several."""
        variable = self._variable(names)
        given = self._given(variable)
        if choices and given is not None:
            _one_of(variable, choices)(given)
        self._add(
            *names,
            dest=dest or names[-1][2:].replace("-", "_"),
            metavar=metavar or "|".join(choices),
            help=f"{help} [{variable}]",
            type=_one_of(names[-1], choices) if choices else str,
            default=SUPPRESS if inherited else default if given is None else given,
        )

    def values(self, *names: str, metavar: str, help: str) -> None:  # noqa: A002
        """An option that may be given several times; in the environment, values are separated by commas."""
        variable = self._variable(names)
        given = [value for value in (self._given(variable) or "").split(",") if value]
        text = f"{help}; may be repeated [{variable}]"
        self._add(*names, metavar=metavar, help=text, action="append", default=given)

    def flag(self, *names: str, help: str, variable: bool = True, inherited: bool = False) -> None:  # noqa: A002
        """An option that is on or off."""
        name = self._variable(names)
        given = (self._given(name) or "").lower() if variable else ""
        if given not in _ON + _OFF:
            raise UsageError(f"{name} is {given[:60]!r}", hint="set it to 1 or 0")
        text = f"{help} [{name}]" if variable else help
        self._add(*names, help=text, action="store_true", default=SUPPRESS if inherited else given in _ON)

    def count(self, *names: str, help: str, inherited: bool = False) -> None:  # noqa: A002
        """An option that says more the more often it is given; in the environment, a number."""
        variable = self._variable(names)
        given = self._given(variable) or "0"
        if not (given.isascii() and given.isdecimal() and len(given) < 3):
            raise UsageError(f"{variable} is {given[:60]!r}", hint="set it to 0, 1 or 2")
        default = SUPPRESS if inherited else int(given)
        self._add(*names, help=f"{help} [{variable}]", action="count", default=default)

    def add_global(self, *, inherited: bool = False) -> None:
        """The options that stand before the name of a command or, `inherited`, behind it."""
        self.value("-C", "--directory", metavar="DIR", help="go there first", inherited=inherited)
        self.value(
            "--specs",
            metavar="DIR",
            default="specs",
            help="the folder of the stored snapshots (default: specs)",
            inherited=inherited,
        )
        self.value(
            "--color",
            choices=("auto", "always", "never"),
            default="auto",
            help="whether to use colours (default: auto)",
            inherited=inherited,
        )
        self.value(
            "--hyperlinks",
            choices=("auto", "always", "never"),
            default="auto",
            help="whether places lead to their files (default: auto)",
            inherited=inherited,
        )
        self.flag("--ascii", help="write -> instead of an arrow on terminals", inherited=inherited)
        self.flag("--no-progress", help="do not show how far a long step is", inherited=inherited)
        self.count("-q", "--quiet", help="print findings only; twice: nothing", inherited=inherited)
        self.count("-v", "--verbose", help="say more on standard error; twice: tracebacks", inherited=inherited)

    def parse(self, arguments: list[str], chosen: Namespace | None = None) -> Namespace:
        """The values that were chosen, added to those that stood before the name of the command.

        Raises:
            UsageError: an option is unknown, or an argument is missing or too many.
        """
        if chosen is not None:
            self._refuse_unknown(arguments)
        self._parser.arguments = arguments
        values, unknown = self._parser.parse_known_args(arguments, chosen)
        self._refuse_unknown(unknown)
        if unknown:
            raise UsageError(f"there is no use for {unknown[0][:60]!r}", hint=f"see {self._program} --help")
        return values

    def _refuse_unknown(self, arguments: list[str]) -> None:
        """Name an unknown option before argparse takes its value for an argument."""
        for argument in arguments:
            if argument == "--":
                return
            name = argument.partition("=")[0] if argument.startswith("--") else argument[:2]
            if name.startswith("-") and len(name) > 1 and name not in self._known:
                hint = nearest(name, self._known) or f"see {self._program} --help"
                raise UsageError(f"there is no option {name[:60]} of {self._program}", hint=hint)

    def _add(self, *names: str, **settings: Any) -> None:
        self._known.update(dict.fromkeys(names, True))
        self._parser.add_argument(*names, **settings)

    def _variable(self, names: tuple[str, ...]) -> str:
        scope = "harness" if names[-1] in _GLOBAL else self._program
        return f"{scope} {names[-1][2:]}".upper().replace(" ", "_").replace("-", "_")

    def _given(self, variable: str) -> str | None:
        return os.environ.get(variable)


def read_settings(path: str | None, api: Api | None = None) -> dict[str, Setting]:
    """The settings of rules by their ids: those of the profile, and above them those of the table `rules`.

    Args:
        path: of the shared settings; None for the harness.toml of the current folder, which need not be there.
        api: the API that is judged, whose own settings stand above these; its store was told the same path.

    Raises:
        InvalidConfiguration: a file cannot be read, is no TOML, or names a profile, a rule or an impact that there is
            not.
    """
    layers = _layers(path, api)
    return _settings(layers) if layers is not None and layers.tables.keys() & _TABLES else {}


def read_judging(path: str | None, api: Api | None = None) -> Judging:
    """All that settings say of how differences are judged; arguments and errors as those of `read_settings`."""
    from harness.session import Judging

    layers = _layers(path, api)
    if layers is None:
        return Judging()
    from harness.versions import beta_of

    version = None if api is None else api.settings.version
    return Judging(settings=read_settings(path, api), beta=beta_of(layers), version=version)


def _layers(path: str | None, api: Api | None) -> Layers | None:
    if path is not None and not os.path.exists(path):
        raise InvalidConfiguration("there is no such file", file=path, hint="see --config")
    if api is not None:
        return api.settings.layers
    if path is None and not os.path.exists(_FILE_NAME):
        return None
    from harness.versions import shared_layers

    return shared_layers(path or _FILE_NAME)


def today() -> str:
    """Today in UTC, or the day that SOURCE_DATE_EPOCH names, so that results can be repeated."""
    from time import gmtime, strftime

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return strftime("%Y-%m-%d", gmtime(int(given)) if given.isdecimal() and len(given) < 12 else gmtime())


_GLOBAL = (
    "--directory",
    "--specs",
    "--color",
    "--hyperlinks",
    "--ascii",
    "--no-progress",
    "--quiet",
    "--verbose",
)


class _Parser(ArgumentParser):
    """argparse that raises what harness prints.

    Attributes:
        arguments: what is being parsed.
    """

    arguments: list[str]

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, hint=f"see {self.prog} --help")


class _Help(Action):
    """`--help`, in colours where --color and the terminal say so, wherever in the arguments that stands."""

    def __call__(self, parser: ArgumentParser, namespace: Namespace, *_: Any) -> NoReturn:
        assert isinstance(parser, _Parser)
        text = parser.format_help()
        given = [getattr(namespace, "color", "auto")]
        for name, value in zip(parser.arguments, [*parser.arguments[1:], ""], strict=True):
            given += [value] if name == "--color" else [name[8:]] if name.startswith("--color=") else []
        style = style_of(sys.stdout, given[-1], os.environ)
        if style.colored:
            from harness.cli._help import colored

            text = colored(text, style)
        sys.stdout.write(text)
        parser.exit()


class _Formatter(RawDescriptionHelpFormatter):
    """argparse that says once what value an option takes, as it does from Python 3.13 on."""

    def _format_action_invocation(self, action: Action) -> str:
        if not action.option_strings or action.nargs == 0:
            return super()._format_action_invocation(action)
        return f"{', '.join(action.option_strings)} {self._format_args(action, action.dest.upper())}"


def _formatter(prog: str) -> _Formatter:
    # Without a width, argparse imports shutil, and the compression libraries with it.
    return _Formatter(prog, max_help_position=26, width=_help_width())


def _help_width() -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and len(columns) < 5:
        return min(max(int(columns), 60), 120)
    return style_of(sys.stdout, "never", {}).width or 100


def _one_of(name: str, choices: tuple[str, ...]) -> Callable[[str], str]:
    def chosen(value: str) -> str:
        if value in choices:
            return value
        near = nearest(value, choices)
        raise UsageError(f"{name} cannot be {value[:60]!r}", hint=near or f"one of {', '.join(choices)}")

    return chosen


def _settings(layers: Layers) -> dict[str, Setting]:
    from harness.rules import IMPACTS, PROFILES, RULES, Setting, profile_settings

    place: KeyPath = ("profile",)
    if "profile" not in layers.tables and "preset" in layers.tables.get("promise", {}):
        place = ("promise", "preset")
    profile = layers.tables.get("profile") or layers.tables.get("promise", {}).get("preset", "default")
    if profile not in PROFILES:
        hint = nearest(profile, PROFILES) or f"one of {', '.join(PROFILES)}"
        raise layers.error(f"profile cannot be {profile[:60]!r}", place, hint)
    file, line = (layers.origin(place).path, layers.line_of(place)) if profile != "default" else (None, None)
    settings = profile_settings(profile, file, line)
    known = {rule.id for rule in RULES}
    if layers.tables.get("rules", {}).keys() - known:
        from harness.gate import CLAUSES

        known |= {clause.id for clause in CLAUSES}
    for key, impact in layers.tables.get("rules", {}).items():
        place = ("rules", key)
        if key not in known:
            hint = nearest(key, sorted(known)) or "harness rules lists all"
            raise layers.error(f"there is no rule {key[:60]!r}", place, hint)
        if impact not in IMPACTS:
            raise layers.error(f"{key} cannot be {impact[:60]!r}", place, f"one of {', '.join(IMPACTS)}")
        settings[key] = Setting(impact, layers.origin(place).path, layers.line_of(place))
    return settings
