"""Whom a rule speaks for, and what that does to its findings when profiles are asked for.

Without a profile a rule is as severe as the field makes it: an error on which one app stands
alone is told as a warning that names it. With profiles, the rules that all share and those of
the profiles count in full, and the others keep silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from podfeed.errors import UsageError, did_you_mean
from podfeed.findings import Finding, Severity

PROFILES: Mapping[str, str] = MappingProxyType(
    {
        "psp1": "PSP-1",
        "apple": "Apple Podcasts",
        "spotify": "Spotify",
        "youtube": "YouTube",
        "amazon": "Amazon Music",
        "podcast2": "Podcasting 2.0",
    }
)
"""Each profile, and what to call it in a message."""

ALL: frozenset[str] = frozenset()
"""A rule that speaks for everyone."""

_PREFIXES = {
    "PSP": frozenset(("psp1",)),
    "APL": frozenset(("apple",)),
    "SPO": frozenset(("spotify",)),
    "YTB": frozenset(("youtube",)),
    "AMZ": frozenset(("amazon",)),
    "POD": frozenset(("podcast2",)),
}
"""The profile of each family that speaks for one; every other family speaks for all."""

_APPLE_PSP = ("apple", "psp1")
_OF_TAGS = (1, 2, *range(10, 25))
"""The POD rules on any tag; PSP-1 takes its tags from Podcasting 2.0 as they are."""

_REQUIRED = (2, 11, 12, 13, 18, 20, 23)
"""The POD rules on what every page of the namespace requires: place, number, parts and https."""

_SHARED: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("APL001", "APL002", "APL004", "APL007", "APL008", "APL009", "APL014", "APL032"), ALL
    ),
    **dict.fromkeys(("APL012", "APL016", "APL033", "APL034", "APL036"), ALL),
    **dict.fromkeys(("AUD200", "AUD201", "AUD208", "AUD209"), frozenset(("apple",))),
    **dict.fromkeys(("APL020", "APL021", "APL024"), frozenset(("spotify", "youtube", "amazon"))),
    **dict.fromkeys(("APL003", "APL011", "APL013", "APL030", "APL031"), frozenset(_APPLE_PSP)),
    **dict.fromkeys(("APL035", "APL037", "APL038", "WEB053"), frozenset(_APPLE_PSP)),
    **dict.fromkeys(("PSP005", "PSP006", "PSP007", "PSP008", "PSP009"), frozenset(_APPLE_PSP)),
    **dict.fromkeys(("PSP001", "PSP003", "PSP004"), frozenset(("psp1", "podcast2"))),
    **dict.fromkeys(("APL053", "POD040", "POD041", "POD053"), frozenset(("apple", "podcast2"))),
    **dict.fromkeys((f"POD{number:03}" for number in _OF_TAGS), frozenset(("psp1", "podcast2"))),
    "APL010": frozenset(("psp1", "apple", "spotify")),
    "APL015": frozenset(("apple", "spotify")),
    "APL040": ALL,
    "AMZ001": frozenset(("amazon", "podcast2")),
    "AUD210": frozenset(("apple", "spotify")),
}
"""The rules that more than their own family stands behind, most of them by the tag they judge."""

_STRICTER: dict[str, frozenset[str]] = {
    "APL010": frozenset(("spotify",)),
    **dict.fromkeys(("APL033", "APL035", "AUD100"), frozenset(_APPLE_PSP)),
    **dict.fromkeys(("AUD101", "PSP001", "PSP007", "PSP009"), frozenset(("psp1",))),
    **dict.fromkeys((f"POD{number:03}" for number in _REQUIRED), frozenset(("psp1", "podcast2"))),
    "RSS063": frozenset(("spotify",)),
}
"""The warnings that are errors to some, by whose documents they are required."""

ASKED_ONLY = frozenset(
    ("APL024", "APL054", "APL055", "PSP023", "PSP022", "SPO006", "SPO007"),
)
"""The rules that are judged only if their profile is asked for: the documents contradict each
other, and what one of them wants, another one does not; or good feeds do well without."""

_ALONE = frozenset(("apple", "spotify", "youtube", "amazon"))
"""The apps: none of them makes an error for all the others."""


def speaks_for(code: str) -> frozenset[str]:
    """The profiles that a rule belongs to; empty if it speaks for all.

    >>> sorted(speaks_for("SPO001")), sorted(speaks_for("APL030")), sorted(speaks_for("RSS041"))
    (['spotify'], ['apple', 'psp1'], [])
    """
    return _SHARED.get(code, _PREFIXES.get(code[:3], ALL))


def parse_profiles(names: Iterable[str]) -> tuple[str, ...]:
    """Profiles by name, sorted, each once. Raises UsageError for one that does not exist."""
    found = set()
    for name in names:
        wanted = name.strip().lower()
        if wanted not in PROFILES:
            remedy = did_you_mean(wanted, PROFILES) or f"there are {', '.join(PROFILES)}"
            raise UsageError(f'there is no profile "{name}"', remedy=remedy)
        found.add(wanted)
    return tuple(sorted(found))


def is_meant(code: str, profiles: Iterable[str]) -> bool:
    """Whether a rule is asked for; without profiles every rule is that no other contradicts.

    >>> is_meant("APL001", ()), is_meant("APL054", ()), is_meant("APL054", ["apple"])
    (True, False, True)
    """
    asked, applies = frozenset(profiles), speaks_for(code)
    if not asked:
        return code not in ASKED_ONLY
    return not applies or not applies.isdisjoint(asked)


def weigh(finding: Finding, applies: frozenset[str], profiles: Iterable[str]) -> Finding:
    """The finding as severe as the profiles make it, telling who objects if that is one app."""
    asked = frozenset(profiles)
    if not asked:
        if finding.severity is Severity.ERROR and len(applies) == 1 and applies <= _ALONE:
            (name,) = applies
            message = f"{finding.message} (only {PROFILES[name]} objects)"
            return replace(finding, severity=Severity.WARNING, message=message)
    elif finding.severity is Severity.WARNING and not asked.isdisjoint(
        _STRICTER.get(finding.code, ALL)
    ):
        names = [PROFILES[name] for name in sorted(asked & _STRICTER[finding.code])]
        message = f"{finding.message} (required by {' and '.join(names)})"
        return replace(finding, severity=Severity.ERROR, message=message)
    return finding
