"""Who does what in a podcast: the groups and roles of the Podcast Taxonomy.

Source: https://github.com/Podcastindex-org/podcast-namespace/blob/main/taxonomy.json.
"""

from __future__ import annotations

from collections.abc import Mapping

ROLES: Mapping[str, tuple[str, ...]] = {
    "Creative Direction": (
        "Director",
        "Assistant Director",
        "Executive Producer",
        "Senior Producer",
        "Producer",
        "Associate Producer",
        "Development Producer",
        "Creative Director",
    ),
    "Cast": (
        "Host",
        "Co-Host",
        "Guest Host",
        "Guest",
        "Voice Actor",
        "Narrator",
        "Announcer",
        "Reporter",
    ),
    "Writing": (
        "Author",
        "Editorial Director",
        "Co-Writer",
        "Writer",
        "Songwriter",
        "Guest Writer",
        "Story Editor",
        "Managing Editor",
        "Script Editor",
        "Script Coordinator",
        "Researcher",
        "Editor",
        "Fact Checker",
        "Translator",
        "Transcriber",
        "Logger",
    ),
    "Audio Production": (
        "Studio Coordinator",
        "Technical Director",
        "Technical Manager",
        "Audio Engineer",
        "Remote Recording Engineer",
        "Post Production Engineer",
    ),
    "Audio Post-Production": (
        "Audio Editor",
        "Sound Designer",
        "Foley Artist",
        "Composer",
        "Theme Music",
        "Music Production",
        "Music Contributor",
    ),
    "Administration": (
        "Production Coordinator",
        "Booking Coordinator",
        "Production Assistant",
        "Content Manager",
        "Marketing Manager",
        "Sales Representative",
        "Sales Manager",
    ),
    "Visuals": (
        "Graphic Designer",
        "Cover Art Designer",
    ),
    "Community": ("Social Media Manager",),
    "Misc.": (
        "Consultant",
        "Intern",
    ),
    "Video Production": (
        "Camera Operator",
        "Lighting Designer",
        "Camera Grip",
        "Assistant Camera",
    ),
    "Video Post-Production": (
        "Editor",
        "Assistant Editor",
    ),
}
"""The roles of each group. One role, Editor, is in two of them."""

GROUPS_OF: Mapping[str, tuple[str, ...]] = {
    role.casefold(): tuple(group for group, roles in ROLES.items() if role in roles)
    for roles in ROLES.values()
    for role in roles
}
"""The groups of each role; the role in lower case, as letter case does not matter."""
