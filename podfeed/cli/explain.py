"""podfeed explain: the manual page of a finding, or the list of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from podfeed.findings import Kind


@click.command("explain", epilog="Example: podfeed explain RSS041")
@click.argument("code", metavar="[CODE]", required=False)
def command(code: str | None) -> None:
    """Print the page of a finding: what it is, why it matters, how to mend it.

    CODE is a code such as RSS041, or a name such as guid-missing. Without one, all are listed.
    """
    from podfeed.errors import UsageError, did_you_mean

    kinds = _kinds()
    if code is None:
        _list(kinds)
        return
    wanted = code.strip()
    found = kinds.get(wanted.upper()) or next(
        (kind for kind in kinds.values() if kind.name == wanted.lower()), None
    )
    if found is None:
        known = [name for kind in kinds.values() for name in (kind.code, kind.name)]
        remedy = did_you_mean(wanted, known) or '"podfeed explain" lists all of them'
        raise UsageError(f'there is no rule "{code}"', remedy=remedy)
    _show(found)


def _kinds() -> dict[str, Kind]:
    """Every kind of finding; the modules that declare one have to be imported for that."""
    import pkgutil
    from contextlib import suppress
    from importlib import import_module

    import podfeed
    from podfeed.findings import KINDS

    for module in pkgutil.walk_packages(podfeed.__path__, "podfeed."):
        if not module.name.startswith(("podfeed.cli", "podfeed.__main__")):
            with suppress(ModuleNotFoundError):  # an extra that is not installed
                import_module(module.name)
    return dict(sorted(KINDS.items()))


def _list(kinds: dict[str, Kind]) -> None:
    width = max(len(kind.name) for kind in kinds.values())
    for kind in kinds.values():
        first = kind.page.strip().partition("\n\n")[0].replace("\n", " ")
        line = f"{kind.code}  {kind.severity.value:<7}  {kind.name:<{width}}  {first}"
        click.echo(line.rstrip())


def _show(kind: Kind) -> None:
    from inspect import cleandoc

    click.echo(f"{click.style(kind.code, bold=True)} {kind.name} ({kind.severity.value})\n")
    click.echo(cleandoc(kind.page))
    if kind.source:
        click.echo(f"\nSource: {kind.source}")
