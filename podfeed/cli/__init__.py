"""The commands, one a file. Only this room prints or exits.

Every command module imports click and little else at its top, so that ``podfeed --help``
stays quick; what a command needs it imports when it runs.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from podfeed import __version__
from podfeed.cli.common import Settings
from podfeed.errors import PodfeedError, UsageError, did_you_mean

COMMANDS = ("init", "build", "check", "show", "probe", "explain")
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
        command = import_module(f"podfeed.cli.{cmd_name}").command
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


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 92},
    epilog="Example: podfeed -C ~/my-podcast build",
)
@click.version_option(__version__, prog_name="podfeed", message="%(prog)s %(version)s")
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    default=".",
    help="Work on the workspace in DIR instead of this folder.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def podfeed(ctx: click.Context, folder: str, debug: bool) -> None:
    """Podcast feeds from a folder of listings and audio.

    A workspace holds seeds/ (what you write), media/ (audio and covers) and feeds/ (what is
    built, to be served).
    """
    ctx.obj = Settings(folder, debug=debug)


def main() -> NoReturn:
    """Run the command line and exit: 0 all well, 1 findings, 2 wrong usage or no workspace."""
    debug = "--debug" in sys.argv
    try:
        code = podfeed.main(prog_name="podfeed", standalone_mode=False)
        sys.stdout.flush()
    except PodfeedError as error:
        code = _report(str(error), error, debug=debug, code=error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        code = 2
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "podfeed"
        problem = error.format_message().rstrip(".")
        text = f'{problem[:1].lower()}{problem[1:]}; see "{path} --help"'
        code = _report(text, error, debug=debug, code=2)
    except click.ClickException as error:
        code = _report(error.format_message(), error, debug=debug, code=2)
    except (KeyboardInterrupt, click.Abort) as error:
        code = _report(
            "interrupted; files are old or new, never half", error, debug=debug, code=130
        )
    except BrokenPipeError:
        # The reader of our output has gone; what is left to flush must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except Exception as error:  # noqa: BLE001 - the last fence before the user
        text = (
            f"internal fault: {type(error).__name__}: {error}; run again with --debug and report it"
        )
        code = _report(text, error, debug=debug, code=2)
    sys.exit(code if isinstance(code, int) else 0)


def _report(text: str, error: BaseException, *, debug: bool, code: int) -> int:
    if debug:
        import traceback

        traceback.print_exception(error)
    click.echo(f"{click.style('error', fg='red', bold=True)}: {text}", err=True)
    return code
