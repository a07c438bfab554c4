"""The language of sentences written where Django may not be imported: kernel, law, rules, errors.

Such a module marks its sentences as every other one does, ``_("Ngày {on} chưa đến.").format(on=…)``, with
``from treem.kernel.language import gettext as _``. Until somebody calls ``speak_through`` the sentence stays
Vietnamese; ``treem.web`` passes Django's gettext, which knows the language of the request.
"""

from __future__ import annotations

from collections.abc import Callable

Translator = Callable[[str], str]


def _unchanged(message: str) -> str:
    return message


_translator: Translator = _unchanged


def speak_through(translator: Translator | None) -> None:
    """Translate from now on with ``translator``; None leaves every sentence Vietnamese."""
    global _translator
    _translator = translator or _unchanged


def gettext(message: str) -> str:
    """The sentence in the language of the moment. Placeholders in it are filled by the caller afterwards."""
    # An empty text is the key of a catalogue's own header; never show that.
    return _translator(message) if message else message


def gettext_noop(message: str) -> str:
    """Mark a sentence that is translated later, where it is shown; here it stays Vietnamese."""
    return message
