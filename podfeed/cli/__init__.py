"""The commands, one a file. Only this room prints or exits.

Every command module imports click and little else at its top, so that ``podfeed --help``
stays quick; what a command needs it imports when it runs.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword
from typing import NoReturn

import click

from podfeed import __version__
from podfeed.cli.common import Settings, printable
from podfeed.errors import PodfeedError, UsageError, did_you_mean

COMMANDS = (
    "init",
    "import",
    "build",
    "check",
    "report",
    "serve",
    "plan",
    "publish",
    "redirects",
    "show",
    "probe",
    "tag",
    "explain",
)
"""The commands in the order in which help lists them; each is a module of this package."""


class Commands(click.Group):
    """The commands by name; a module is imported when its command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them, in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = import_module(f"podfeed.cli.{module}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names; a slip of the pen gets a hint."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            raise UsageError(
                f'there is no command "{args[0]}"',
                remedy=did_you_mean(args[0], COMMANDS) or 'see "podfeed --help"',
            )
        return super().resolve_command(ctx, args)


_IN_STORES = ("build", "check")
"""The commands that work on a workspace in a store."""


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="Example: podfeed -C ~/my-podcast build",
)
@click.version_option(__version__, prog_name="podfeed", message="%(prog)s %(version)s")
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    default=".",
    help="Work on the workspace in DIR instead of this folder; build and check also on s3://….",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def podfeed(ctx: click.Context, folder: str, debug: bool) -> None:
    """Podcast feeds from a folder of listings and audio.

    A workspace holds seeds/ (what you write), media/ (audio and covers) and feeds/ (what is
    built, to be served). Every command exits 0 if all is well, 1 if something is to be mended, and
    2 for wrong usage or where there is no workspace.
    """
    ctx.obj = Settings(folder, debug=debug)
    if ctx.obj.is_stored and ctx.invoked_subcommand not in (None, *_IN_STORES):
        raise UsageError(
            f"podfeed {ctx.invoked_subcommand} works in a folder, not in a store",
            remedy=f"only {' and '.join(_IN_STORES)} do that; bring the workspace here first",
        )
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
        ctx.exit(2)


def main() -> NoReturn:
    """Run the command line and exit: 0 all well, 1 findings, 2 wrong usage or no workspace.

    Whatever goes wrong is one line on standard error: place, problem; remedy. ``--debug``, wherever
    it stands, puts the traceback above it.
    """
    # Looking for plug-ins of pydantic reads the metadata of every package that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    arguments, debug = _take_debug(sys.argv[1:])
    if debug:
        import logging

        logging.basicConfig(format="%(message)s")
        logging.getLogger("podfeed").setLevel(logging.DEBUG)
    colour = False if os.environ.get("NO_COLOR") else None
    if isinstance(sys.stdout, TextIOWrapper):
        # A file name may hold bytes that are no text; they are shown, not stumbled over.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = _run(arguments, colour)
    except BrokenPipeError:
        _silence()  # the reader of our output has gone, which is no fault
        code = 1
    except Exception as error:  # noqa: BLE001 - the last fence before the user
        if isinstance(error, OSError):
            _silence()
        code = _report(*_explain(error), error, debug=debug, colour=colour)
    except KeyboardInterrupt as error:
        code = _report(_INTERRUPTED, 130, error, debug=debug, colour=colour)
    gc.freeze()  # the process ends: nothing is left that looking for circles would give back
    sys.exit(code)


_INTERRUPTED = "interrupted; every file is the old one or the new one, so run it again"


def _take_debug(arguments: list[str]) -> tuple[list[str], bool]:
    """The arguments without ``--debug``, and whether it was among them.

    >>> _take_debug(["build", "--debug", "--", "--debug"])
    (['build', '--', '--debug'], True)
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    ours = [argument for argument in arguments[:end] if argument != "--debug"]
    return ours + arguments[end:], len(ours) < end


def _run(arguments: list[str], colour: bool | None) -> int:
    try:
        code = podfeed.main(arguments, prog_name="podfeed", standalone_mode=False, color=colour)
    except SystemExit as stop:
        code = stop.code
    if sys.stdout is not None:
        sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _explain(error: Exception) -> tuple[str, int]:
    """What to tell of an error, and the exit code."""
    match error:
        case PodfeedError():
            return str(error), error.exit_code
        case click.NoSuchOption():
            remedy = did_you_mean(error.option_name, error.possibilities or ())
            problem = f'there is no option "{error.option_name}"'
            return f"{problem}; {remedy or _see_help(error)}", 2
        case click.UsageError():
            problem = error.format_message().rstrip(".").replace("'", '"')
            return f"{problem[:1].lower()}{problem[1:]}; {_see_help(error)}", 2
        case click.ClickException():
            return error.format_message(), 2
        case click.Abort():
            return _INTERRUPTED, 130
        case OSError():
            problem = (error.strerror or str(error)).lower()
            return f"{error.filename or 'the output'}: {problem}; mend that and run again", 2
    text = f"internal fault: {type(error).__name__}: {error}"
    return f"{text}; run again with --debug and report it", 2


def _see_help(error: click.UsageError) -> str:
    return f'see "{error.ctx.command_path if error.ctx else "podfeed"} --help"'


def _silence() -> None:
    """Let nothing that is still to be flushed raise once more at exit."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
            continue
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _report(text: str, code: int, error: BaseException, *, debug: bool, colour: bool | None) -> int:
    with suppress(OSError):  # nobody may be listening
        if debug:
            import traceback

            traceback.print_exception(error)
        word = click.style("error", fg="red", bold=True)
        click.echo(f"{word}: {printable(text)}", err=True, color=colour)
    return code
