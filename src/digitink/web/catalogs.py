"""Load the page's texts in every language: texts.json in English, and a catalog of translations for each other.

Catalogs are gettext's, and are read as they are written: a build compiles nothing, so that a wheel, an sdist and a
checkout hold the same files. `make catalogs` brings them up to date with the texts; a translator fills in what is then
empty.
"""

import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import Translations

import digitink
from digitink.errors import EmptyPicture

# By what they call themselves.
LANGUAGES = {"en": "English", "es": "Español", "fr": "Français", "de": "Deutsch", "pt": "Português"}
ENGLISH = "en"

# Of a catalog: whoever translates is named by the repository, and the day too.
_HEAD = """# The texts of digitink's page in {name}.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_FOLDER = Path(__file__).with_name("translations")
_WORDS = re.compile(r"[^\W\d_]{2}")  # a text without a word, such as the name of a key, is the same everywhere
_REFUSALS = dict.fromkeys(("PictureTooLarge", "UnreadablePicture"))  # what the core calls with a text
# Raised of what no page sends: an array, a path, a data URL, a file that is somewhere else.
_ELSEWHERE = ("bulk", "picture/levels.py", "picture/load.py")


def in_every_language() -> dict[str, dict[str, Any]]:
    """All that the pages say, by language; each has its own name as its "language"."""
    return {language: _translated(_texts(), language) | {"language": language} for language in LANGUAGES}


@cache
def translations(language: str) -> Translations:
    """Return a language's catalog; of English, whose words the texts are written in, an empty one."""
    compiled = io.BytesIO()
    write_mo(compiled, Catalog(language) if language == ENGLISH else catalog(language))
    compiled.seek(0)
    return Translations(compiled)


def catalog(language: str) -> Catalog:
    """Return a language's catalog, as it is written."""
    with path(language).open("rb") as file:
        return read_po(file, language)


def path(language: str) -> Path:
    """Return where a language's catalog is."""
    return _FOLDER / language / "LC_MESSAGES" / "messages.po"


def template() -> Catalog:
    """Return what has to be in each catalog: every text of the page, and every reason why a picture is not read."""
    made = Catalog(project="digitink", charset="utf-8", fuzzy=False)
    for place, text in _messages(_texts()):
        made.add(text, context=place)
    made.add(EmptyPicture().message, context=None)
    package = Path(digitink.__file__).parent
    for file in sorted(package.rglob("*.py")):
        if not file.relative_to(package).as_posix().startswith(_ELSEWHERE):
            for _, message, _, _ in extract_from_file("python", file, keywords=_REFUSALS):
                made.add(message)
    return made


def update(language: str) -> None:
    """Bring a catalog up to date: what is new is empty, what no text needs any more is gone."""
    kept = catalog(language) if path(language).exists() else Catalog(language)
    kept.update(template(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    written = io.BytesIO()
    write_po(written, kept, width=100, no_location=True, omit_header=True)
    head = _HEAD.format(name=Locale(language).english_name, language=language, plural=kept.plural_forms)
    path(language).parent.mkdir(parents=True, exist_ok=True)
    path(language).write_text(head + written.getvalue().decode(), encoding="utf-8", newline="\n")


def main() -> None:
    """Bring all of them up to date."""
    for language in LANGUAGES:
        if language != ENGLISH:
            update(language)


def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = json.loads(Path(__file__).with_name("texts.json").read_text(encoding="utf-8"))
    return texts


def _messages(text: Any, place: str = "") -> Iterator[tuple[str, str | tuple[str, str]]]:
    """Every text to translate, or pair of a singular and a plural, and the names by which it is reached."""
    match text:
        case str() if _WORDS.search(text):
            yield place, text
        case {"one": one, "other": other}:
            yield place, (one, other)
        case dict():
            for name, each in text.items():
                yield from _messages(each, f"{place}.{name}".lstrip("."))
        case list():
            for each in text:
                yield from _messages(each, place)


def _translated(text: Any, language: str, place: str = "") -> Any:
    """Translate texts into a language: of a plural, a form for each of the numbers that the language tells apart."""
    match text:
        case str() if _WORDS.search(text):
            return translations(language).upgettext(place, text)
        case {"one": one, "other": other}:
            return _plural(one, other, language, place)
        case dict():
            return {name: _translated(each, language, f"{place}.{name}".lstrip(".")) for name, each in text.items()}
        case list():
            return [_translated(each, language, place) for each in text]
    return text


def _plural(one: str, other: str, language: str, place: str) -> dict[str, str]:
    """Its forms by what CLDR, and so Intl.PluralRules in a browser, calls the numbers that need them."""
    category = Locale(language).plural_form
    forms: dict[str, str] = {}
    for number in (*range(1, 200), 0, 1_000_000):  # one itself first: some count none to the same
        forms.setdefault(category(number), translations(language).unpgettext(place, one, other, number))
    return forms
