"""The YAML of a new workspace, with the comments that teach it.

Prose in a comment begins with a capital; a comment that begins with ``key:`` is an option, which
works as it stands once its ``#`` is taken away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.starting.yaml import comment, scalar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

GITIGNORE = "# What podfeed remembers between builds; it can be thrown away.\n.podfeed/\n"


def network(title: str) -> str:
    """``seeds/network.yaml``."""
    return f"""\
# What all shows have in common. Each show has a file of its own beside this one.
# A comment that begins with "key:" is an option: take the # away to use it.

# Who publishes. It is also the author of a show that names none.
title: {scalar(title)}

# CHANGE THIS: the address at which feeds/ and media/ will be served, side by side. The address of
# every feed is made of it, and whoever subscribes keeps that address.
base_url: https://podcasts.example

# For media on another host:
# media_url: https://media.podcasts.example

# Put before the address of every audio file, for services that count downloads:
# enclosure_prefix: https://op3.dev/e/

# A compressed copy beside each feed, for servers that send it:
# gzip: true

# Where "podfeed publish" puts feeds/ and media/, as base_url finds them: a folder, s3://bucket,
# gs://bucket, az://container or sftp://user@host/folder.
# publish: ../www

# WebSub hubs, which tell apps of new episodes at once:
# hubs: [https://hub.podcasts.example]

# "hashed" puts a hash of the content into the address of every recording, so that a mended one
# is fetched again:
# audio_names: hashed

# Values for every show that says nothing else.
defaults:
  # A code such as en, en-GB or pt-BR.
  language: en
  # Whether children should be kept away from it.
  explicit: false
  # The clock by which dates are meant that name no zone.
  timezone: UTC
  # copyright: Everyone who speaks here
"""


_HEAD = """\
One show. It is called {slug}, after this file: from it come feeds/{slug}.xml, its audio and
covers lie in media/{slug}/, and podfeed keeps the guids of its episodes in seeds/{slug}.lock.
Commit that file: by those guids apps know what they have played.
"""

_OPTION = 'A comment that begins with "key:" is an option: take the # away to use it.'


def head(slug: str) -> str:
    """The first lines of a show's YAML."""
    return f"{comment(_HEAD.format(slug=slug))}#\n{comment(_OPTION)}"


def guid(value: UUID) -> str:
    """The guid of a show."""
    return f"""
# Names the show for ever, wherever its feed moves. It was made for this show: never change it.
guid: {value}
"""


def description(text: str) -> str:
    """The description of a show."""
    return f"""
# Directories show it to whoever looks for something to hear: say in two or three sentences what
# the show is about.
description: {scalar(text)}
"""


def author(name: str | None) -> str:
    """Who speaks."""
    value = f"author: {scalar(name)}" if name else "# author: Whoever speaks"
    return f"""
# Who speaks. Without it the title in network.yaml stands there.
{value}
"""


def categories(names: Iterable[str], why: str = "") -> str:
    """Where directories list it."""
    lines = "".join(f"  - {scalar(name)}\n" for name in names)
    reason = comment(why) if why else ""
    return f"""
# Categories of Apple Podcasts: the first decides where the show is listed, and ">" leads to a
# subcategory, as in Society & Culture > Documentary.
{reason}categories:
{lines}"""


def options(slug: str) -> str:
    """What else can be said of a show."""
    return f"""
# With serial, apps begin with the oldest episode; else with the newest.
# type: serial

# A square of 1400 to 3000 pixels in media/{slug}/. If it is called cover.jpg or cover.png, it is
# found without this line.
# image: cover.jpg

# Spotify, YouTube and Amazon send their claim code to this address, which the feed makes public.
# owner:
#   name: Whoever answers for the show
#   email: podcasts@podcasts.example

# The page of the show. Without it base_url stands there.
# link: https://podcasts.example/{slug}

# If children should be kept away from all of it; an episode may say otherwise.
# explicit: true

# The clock of this show, if it is another than that of network.yaml.
# timezone: Europe/Berlin

# False while the show moves to another host; true keeps others from taking it over.
# locked: false

# Once the show has moved: where its feed is now.
# new_feed_url: https://elsewhere.example/{slug}.xml

# When no episode will ever follow.
# complete: true
"""


def schedule(first: str, rule: str, why: str) -> str:
    """Dates for episodes that state none."""
    return f"""
{comment(why)}schedule:
  first: {first}
  rule: {rule}
"""


SCHEDULE_OPTION = """
# Dates for episodes that state none, the oldest first; here each Tuesday at six. The rule is a
# recurrence of RFC 5545.
# schedule:
#   first: 2026-01-06 06:00
#   rule: FREQ=WEEKLY;BYDAY=TU
"""


def overlay(key: str, value: str) -> str:
    """How an episode of a listing is given more than the listing says."""
    return f"""
# What the listing cannot say of an episode stands here. It is found by its number or its title.
# episodes:
#   - {key}: {scalar(value)}
#     published: 2026-01-01 08:00
#     type: bonus
#     explicit: true
"""


def example_episode(show: str, audio: str) -> str:
    """The one episode of the example."""
    return f"""
# The newest first. Once it was built, this one is let go by taking it away here and by
# podfeed build --remove "Hello, listeners"
episodes:
  - title: Hello, listeners
    number: 1
    # An episode with a date in the future waits for it.
    published: 2026-01-01 08:00
    description: >-
      A second of sound, so that there is something to build. Put your own recording beside it,
      and write here what it is about.
    # A page of its own; without one, leave the line out.
    link: https://podcasts.example/{show}/hello
    # Its file in media/SHOW/. One whose name begins with the number of the episode, or is its
    # title, is found without this line.
    # audio: {audio}
    # season: 1
    # Either full, trailer or bonus.
    # type: trailer
    # If it has a picture of its own.
    # image: cover.jpg
    # If children should be kept away from this one.
    # explicit: true
    # If someone else speaks.
    # author: A guest
    # If it was published elsewhere before: the guid it had there.
    # guid: the-guid-that-apps-know
    # If it is for subscribers, but for no directory.
    # block: true
"""
