"""podfeed explain: the manual page of a finding or of a key, or the list of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from podfeed.findings import Kind
    from podfeed.keys import Key


@click.command("explain", epilog="Example: podfeed explain RSS041")
@click.argument("word", metavar="[CODE|KEY]", required=False)
@click.option("--keys", is_flag=True, help="List the keys of the YAML in seeds/.")
def command(word: str | None, keys: bool) -> None:
    """Print a page of the manual: of a finding, or of a key in YAML.

    CODE is a code such as RSS041, or a name such as guid-missing: what it is, why it matters, how
    to mend it. KEY is a key such as funding, or the element it becomes, such as podcast:funding.
    Without either, all findings are listed.
    """
    from podfeed.errors import UsageError, did_you_mean
    from podfeed.keys import every_key, find

    if keys and word is None:
        _list_keys()
        return
    kinds = all_kinds()
    if word is None:
        _list(kinds)
        return
    wanted = word.strip()
    kind = kinds.get(wanted.upper()) or next(
        (kind for kind in kinds.values() if kind.name == wanted.lower()), None
    )
    found = find(wanted)
    if kind is not None and not keys:
        _show(kind)
    elif found:
        _show_keys(found)
    else:
        known = [name for kind in kinds.values() for name in (kind.code, kind.name)]
        known += [key.name for key in every_key()]
        remedy = did_you_mean(wanted, known) or _LISTS
        raise UsageError(f'there is no rule and no key "{word}"', remedy=remedy)


_LISTS = '"podfeed explain" lists the rules, "podfeed explain --keys" the keys'


def _list_keys() -> None:
    from podfeed.keys import every_key

    keys = every_key()
    width = max(len(key.name) for key in keys)
    for key in keys:
        click.echo(f"{key.owner:<7}  {key.name:<{width}}  {key.summary}")


def _show_keys(keys: list[Key]) -> None:
    """The page of a key and an example, once for all places where they are the same."""
    from podfeed.starting.yaml import lines

    pages: dict[str, list[Key]] = {}
    for key in keys:
        example = lines(key.name, key.example)
        pages.setdefault(f"{key.page}\n\n```yaml\n{example}```", []).append(key)
    for number, (page, owners) in enumerate(pages.items()):
        where = " and ".join(f"of {_A[key.owner]}" for key in owners)
        click.echo(
            ("\n" if number else "") + f"{click.style(owners[0].name, bold=True)}: a key {where}\n"
        )
        click.echo(page)


_A = {"network": "the network", "show": "a show", "episode": "an episode"}


def all_kinds() -> dict[str, Kind]:
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
