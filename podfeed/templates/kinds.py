"""What can be wrong with a template, as findings."""

from __future__ import annotations

from podfeed.findings import Kind, Severity

FAULT = Kind(
    "SRC190",
    "template-fault",
    Severity.ERROR,
    """A template in `seeds/templates/` that cannot be filled in.

    The show keeps the feed and the pages it has until the template is mended. Delete it, and
    podfeed takes its own of that name.
    """,
)
UNUSED = Kind(
    "SRC191",
    "template-unused",
    Severity.WARNING,
    """A file in `seeds/templates/` that is no template of podfeed, and that no template names.

    What is in it is on no page. Give it the name of the template that it is to replace, or
    include it from one.
    """,
)
NOT_READ = Kind(
    "SRC192",
    "template-not-read",
    Severity.WARNING,
    """Something in `seeds/templates/` that is not read: a link that leads out of it, a FIFO.

    Pages are made with podfeed's own template in its place. Put the file itself there.
    """,
)
UNPROTECTED = Kind(
    "SRC193",
    "page-unprotected",
    Severity.WARNING,
    """A template that makes pages without a Content-Security-Policy.

    The policy keeps a page from running scripts and asking hosts that it does not need, whatever
    stands in titles and notes. `base.html` brings it along; a page that is wholly your own has it
    as `{{ page.policy }}`.
    """,
)
