"""Text ⇄ type for the values a podcast is made of. Doctests are the tables of cases.

Every type has ``parse(text)``, which raises ValueError with a sentence a person can act
on, and goes through pydantic as itself: a model field of that type takes text or the type.
"""

from __future__ import annotations

from podfeed.values.addresses import Url, quote_path
from podfeed.values.amounts import ByteSize, Duration
from podfeed.values.dates import parse_date, parse_rfc2822, rfc2822, utc
from podfeed.values.names import Category, Language, MediaType, TimeZone
from podfeed.values.texts import not_xml, slug, xml_text

__all__ = [
    "ByteSize",
    "Category",
    "Duration",
    "Language",
    "MediaType",
    "TimeZone",
    "Url",
    "not_xml",
    "parse_date",
    "parse_rfc2822",
    "quote_path",
    "rfc2822",
    "slug",
    "utc",
    "xml_text",
]
