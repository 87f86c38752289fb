"""RSS001–RSS019: the document itself. Is it XML that every app reads, and is it an RSS feed?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.tags.names import NAMESPACES

if TYPE_CHECKING:
    from podfeed.rules.engine.document import Document
    from podfeed.rules.engine.facts import Feed

_PROFILE = "https://www.rssboard.org/rss-profile"
_PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification"
_ILL_FORMED = ("bytes", "ampersand", "reference", "entity", "control", "structure", "prefix")


@rule("RSS001", "ill-formed", Severity.ERROR, on="document", source=f"{_PROFILE}#introduction")
def ill_formed(document: Document) -> Hits:
    """The feed is not well-formed XML.

    Most apps stop at the first such fault and show nothing new, without telling anybody:
    listeners see a podcast that fell silent. A bare `&` in a title is the usual cause.

    Wrong:

    ```xml
    <rss version="2.0"><channel><title>Tea & Biscuits</title></channel></rss>
    ```

    Right:

    ```xml
    <rss version="2.0"><channel><title>Tea &amp; Biscuits</title></channel></rss>
    ```
    """
    for fault in document.faults:
        if fault.kind == "entity" and _may_be_declared(document):
            continue  # told by RSS002
        if fault.kind in (*_ILL_FORMED, "prolog"):
            yield Hit(fault.offset, f"not well-formed: {fault.message}", fault.remedy)


def _may_be_declared(document: Document) -> bool:
    """Whether a DTD elsewhere may declare entities: XML lets a parser that loads none go on."""
    return document.doctype is not None and document.doctype.system


_RSS_091 = re.compile(rb"<rss\b[^<>]{0,500}?\sversion\s*=\s*([\"'])0\.91\1")


@rule("RSS002", "doctype", Severity.WARNING, on="document", source=f"{_PROFILE}#introduction")
def doctype(document: Document) -> Hits:
    """The feed has a DOCTYPE.

    RSS 2.0 has none. Many apps refuse XML with one, since entities declared in a DOCTYPE can
    be used to exhaust a reader or to read its files; podfeed never expands them. One that
    declares entities is an error, and a feed whose entities do harm is judged no further. RSS
    0.91 had a DOCTYPE: there it is told only that no app loads the entities of its DTD.

    Wrong:

    ```xml
    <!DOCTYPE rss SYSTEM "rss.dtd">
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```

    Right:

    ```xml
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```
    """
    remedy = "take the DOCTYPE out"
    for fault in document.faults:
        if fault.kind in ("doctype", "entities"):
            yield Hit(fault.offset, fault.message, remedy, severity=Severity.ERROR)
        elif fault.kind == "entity" and _may_be_declared(document):
            message = f"{fault.message} but perhaps in the DTD, which no app loads"
            yield Hit(fault.offset, message, fault.remedy)
    found = document.doctype
    if not document.readable or document.root.lower() == "html":
        return
    if (
        found is not None
        and found.of_rss_091
        and _RSS_091.match(document.data, document.root_offset)
    ):
        return  # its own; that the version is old is told by RSS007
    if found is not None and found.entities:
        message = "a DOCTYPE declares entities; they are not expanded"
        yield Hit(found.offset, message, remedy, severity=Severity.ERROR)
    elif found is not None:
        yield Hit(found.offset, "the feed has a DOCTYPE, which RSS 2.0 does not", remedy)


@rule(
    "RSS003",
    "wrong-encoding",
    Severity.ERROR,
    on="document",
    source=f"{_PSP}#required-rss-namespace-declarations",
)
def wrong_encoding(document: Document) -> Hits:
    """The encoding that the feed declares is unknown, or is not the one its bytes are in.

    Apps show broken characters, or nothing at all.

    Wrong:

    ```xml
    <?xml version="1.0" encoding="unicode"?>
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```

    Right:

    ```xml
    <?xml version="1.0" encoding="UTF-8"?>
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```
    """
    for fault in document.faults:
        if fault.kind == "encoding":
            yield Hit(fault.offset, fault.message, fault.remedy)


@rule(
    "RSS004",
    "not-utf-8",
    Severity.WARNING,
    on="document",
    source=f"{_PSP}#required-rss-namespace-declarations",
)
def not_utf8(document: Document) -> Hits:
    """The feed is in another encoding than UTF-8.

    Apple and PSP-1 ask for UTF-8, and small apps read nothing else: accents come out wrong.

    Wrong:

    ```xml
    <?xml version="1.0" encoding="ISO-8859-1"?>
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```

    Right:

    ```xml
    <?xml version="1.0" encoding="UTF-8"?>
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```
    """
    stated = document.encoding
    if any(fault.kind == "encoding" for fault in document.faults):
        return  # told by RSS003
    if stated is not None and stated not in ("utf-8", "utf8"):
        yield Hit(0, f"the feed is in {quoted(stated)}", "save it as UTF-8 and declare that")


@rule(
    "RSS005",
    "xml-version",
    Severity.WARNING,
    on="document",
    source="https://www.w3.org/TR/xml/#sec-prolog-dtd",
)
def xml_version(document: Document) -> Hits:
    """The feed says that it is another XML than 1.0.

    Nobody uses another version, and parsers may refuse it.

    Wrong:

    ```xml
    <?xml version="1.1" encoding="UTF-8"?>
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```

    Right:

    ```xml
    <?xml version="1.0" encoding="UTF-8"?>
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```
    """
    if document.version != "1.0":
        yield Hit(0, f"the XML version is {quoted(document.version)}", 'write version="1.0"')


@rule("RSS006", "no-feed", Severity.ERROR, on="document", source=f"{_PROFILE}#element-rss")
def no_feed(document: Document) -> Hits:
    """This is no RSS feed.

    Podcast apps take RSS 2.0 only: Apple lists no new show in Atom and no longer refreshes
    old ones. An address that answers with a web page is the usual cause.

    Wrong:

    ```xml
    <feed xmlns="http://www.w3.org/2005/Atom"><title>Tea</title></feed>
    ```

    Right:

    ```xml
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```
    """
    for fault in document.faults:
        if fault.kind == "no-feed":
            yield Hit(fault.offset, fault.message, fault.remedy)
    local = document.root.rpartition(":")[2]
    if document.root and local != "rss":
        kinds = {
            "html": "this is a web page, not a feed",
            "feed": "this is an Atom feed; podcast apps take RSS",
            "RDF": "this is an RSS 1.0 feed; podcast apps take RSS 2.0",
        }
        message = kinds.get(local, f"the root element is <{document.root[:60]}>, not <rss>")
        yield Hit(document.root_offset, message, 'publish an <rss version="2.0"> feed')


@rule("RSS007", "rss-version", Severity.ERROR, on="feed", source=f"{_PROFILE}#element-rss")
def rss_version(feed: Feed) -> Hits:
    """The feed does not say that it is RSS 2.0.

    Apple refuses feeds without `version="2.0"`.

    Wrong:

    ```xml
    <rss version="0.92"><channel><title>Tea</title></channel></rss>
    ```

    Right:

    ```xml
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```
    """
    assert feed.root is not None
    version = feed.root.get("version")
    if version is None:
        yield Hit(feed.root, "<rss> has no version", 'write <rss version="2.0">')
    elif version.strip() != "2.0":
        message = f"the RSS version is {quoted(version)}, not 2.0"
        yield Hit(feed.root, message, 'write version="2.0"', attribute="version")


@rule("RSS008", "one-channel", Severity.ERROR, on="feed", source=f"{_PROFILE}#element-rss")
def one_channel(feed: Feed) -> Hits:
    """A feed has exactly one channel.

    Apps read the first and drop the episodes of any other; without one there is no show.

    Wrong:

    ```xml
    <rss version="2.0"></rss>
    ```

    Right:

    ```xml
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```
    """
    if not feed.channels:
        yield Hit(feed.root, "the feed has no <channel>", "put everything into one <channel>")
    for channel in feed.channels[1:]:
        message = "a second <channel>; apps read the first only"
        yield Hit(channel, message, "publish each show in a feed of its own")


@rule(
    "RSS009",
    "namespace-misspelt",
    Severity.ERROR,
    on="feed",
    source=f"{_PSP}#html-and-link-support-optional",
)
def namespace_misspelt(feed: Feed) -> Hits:
    """A namespace is nearly right: other letter case, `https`, a slash too many.

    A namespace is a name, not an address, and is compared letter for letter. With another one
    all its elements mean nothing: no cover, no category, no durations. For namespaces that no
    podcast app depends on it is a warning.

    Wrong:

    ```xml
    <rss version="2.0" xmlns:itunes="http://www.itunes.com/DTDs/Podcast-1.0.dtd">
      <channel><itunes:author>Ann Author</itunes:author></channel>
    </rss>
    ```

    Right:

    ```xml
    <rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
      <channel><itunes:author>Ann Author</itunes:author></channel>
    </rss>
    ```
    """
    assert feed.root is not None
    for address, prefix in feed.misspelt.items():
        stated = next((p for p, uri in feed.root.nsmap.items() if uri == address), None)
        message = f"the namespace of {prefix}: is misspelt, so that apps ignore all its elements"
        remedy = f'write xmlns:{prefix}="{NAMESPACES[prefix]}"'
        severity = None if prefix in ("itunes", "podcast", "content") else Severity.WARNING
        attribute = f"xmlns:{stated}" if stated else None
        yield Hit(feed.root, message, remedy, attribute, severity)


@rule("RSS010", "too-large", Severity.ERROR, on="document", source=f"{_PROFILE}#introduction")
def too_large(document: Document) -> Hits:
    """The feed is larger, longer or deeper than anything an app would read.

    Apps have limits, and stop at them: what comes after is lost. podfeed stops at 32 MiB,
    50,000 episodes, and elements 100 deep in each other.

    Wrong:

    ```xml
    <item><description><!-- 101 elements deep --></description></item>
    ```

    Right:

    ```xml
    <item><description>Only text.</description></item>
    ```
    """
    for fault in document.faults:
        if fault.kind == "size":
            yield Hit(fault.offset, fault.message, fault.remedy)


@rule(
    "RSS011",
    "core-in-namespace",
    Severity.WARNING,
    on="feed",
    source="https://www.rssboard.org/rss-specification",
)
def core_in_namespace(feed: Feed) -> Hits:
    """The elements of RSS itself are in a namespace.

    RSS 2.0 has none for its own elements; apps that look for `<item>` do not find it.

    Wrong:

    ```xml
    <rss version="2.0" xmlns="http://backend.userland.com/rss2">
      <channel><title>Tea</title></channel>
    </rss>
    ```

    Right:

    ```xml
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```
    """
    if feed.core_namespace:
        message = f"<rss> is in the namespace {quoted(feed.core_namespace)}"
        yield Hit(feed.root, message, "take the xmlns=… out", attribute="xmlns")
