"""What can be wrong with a file, in words that say what to do."""

from __future__ import annotations


class LinkError(Exception):
    """The file cannot be linked as it is; the text is for the person who called the command. Nothing was written."""
