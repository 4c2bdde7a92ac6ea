"""Every text of the page is there in every language, whole and up to date; and whoever asks is answered in theirs."""

import io
import json
import pickle
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.checkers import num_plurals
from flask.testing import FlaskClient

from digitink import PictureTooLarge, Recognizer
from digitink.web import catalogs, create_app
from digitink.web.settings import Settings
from samples.drawing import png

OTHERS = [language for language in catalogs.LANGUAGES if language != "en"]
# What is said alike, by the languages in which it is.
ALIKE = {
    "digitink": set(OTHERS),
    "API": set(OTHERS),
    "{percent} %": set(OTHERS),
    "{words} ({percent})": set(OTHERS),
    "{digit}: {sure}": {"es", "de", "pt"},
    "Ctrl Z": {"es", "fr", "pt"},
    "Ctrl Shift Z": {"pt"},
    "Enter": {"pt"},
    "Delete": {"pt"},
    "Mode": {"fr"},
    "Score": {"fr"},
}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
BLANK = png(np.full((50, 50), 255, np.uint8))


@pytest.fixture(scope="module")
def needed() -> Catalog:
    """What the page and the core say."""
    return catalogs.template()


def told(catalog: Catalog) -> Iterator[Message]:
    """A catalog's texts, without its head."""
    return (message for message in catalog if message.id)


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A singular and its plurals, or a text alone."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def places(text: str) -> set[str]:
    """The places for values in it."""
    return set(re.findall(r"\{\w+\}", text))


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_missing_from_a_catalog_and_none_is_stale(language: str, needed: Catalog) -> None:
    wanted = {(message.context, message.id) for message in told(needed)}
    there = {(message.context, message.id) for message in told(catalogs.catalog(language))}
    assert wanted - there == set(), "make catalogs, then translate what is empty"
    assert there - wanted == set(), "make catalogs takes out what no text needs"
    assert len(wanted) > 200


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_with_all_its_places(language: str) -> None:
    catalog = catalogs.catalog(language)
    for message in told(catalog):
        assert not message.fuzzy
        num_plurals(catalog, message)
        translated, original = forms(message.string), forms(message.id)
        assert all(text.strip() for text in translated), f"{message.id} is not translated"
        assert all(places(text) == places(original[-1]) for text in translated), message.id
        alike = translated[0].replace("\xa0", " ") == original[0]
        assert alike <= (language in ALIKE.get(original[0], ())), f"{message.id} is still English"


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalog_is_as_it_would_be_written(language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    written = catalogs.path(language).read_text(encoding="utf-8")
    copy = tmp_path / "messages.po"
    copy.write_text(written, encoding="utf-8")
    monkeypatch.setattr(catalogs, "path", lambda _: copy)
    catalogs.update(language)
    assert copy.read_text(encoding="utf-8") == written


def test_a_text_that_changes_is_missed_in_every_language(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    copy = tmp_path / "messages.po"
    copy.write_text(catalogs.path("de").read_text(encoding="utf-8").replace('msgid "Help"', 'msgid "Aid"'))
    monkeypatch.setattr(catalogs, "path", lambda _: copy)
    assert ("help", "Help") not in {(message.context, message.id) for message in told(catalogs.catalog("de"))}
    catalogs.update("de")
    missed = catalogs.catalog("de").get("Help", context="help")
    assert missed
    assert missed.string == ""
    assert catalogs.catalog("de").get("Aid", context="help") is None


def test_what_only_one_is_told_of_is_told_in_the_singular() -> None:
    for language, texts in catalogs.in_every_language().items():
        left_out = texts["leftOut"]
        assert left_out["one"] != left_out["other"], language
        assert set(left_out) >= {"one", "other"}


@pytest.fixture
def client(recognizer: Recognizer) -> FlaskClient:
    """A browser of its own: a language that was chosen is kept by no other test."""
    return create_app(recognizer, settings=Settings(database_url="off", max_pixels=1)).test_client()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,en;q=0.8", "de"),
        ("it,fr-CA;q=0.7,en;q=0.5", "fr"),
        ("pt-BR,pt;q=0.9", "pt"),
        ("es-419", "es"),
        ("ja,zh;q=0.5", "en"),
        ("de;q=0,es;q=0.1", "es"),
    ],
)
@pytest.mark.parametrize("address", ["/", "/how-it-works"])
def test_a_page_is_in_the_language_that_the_browser_likes_best(
    client: FlaskClient, accepted: str, language: str, address: str
) -> None:
    response = client.get(address, headers={"Accept-Language": accepted})
    assert f'<html lang="{language}"' in response.text
    assert response.headers["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= set(response.vary)


@pytest.mark.parametrize("address", ["/", "/how-it-works", "/api/docs/"])
def test_a_language_that_is_chosen_is_kept_on_every_page(client: FlaskClient, address: str) -> None:
    page = client.get(address, headers={"Accept-Language": "fr"}).text
    choices = dict(re.findall(r'<a href="([^"]*)" lang="(\w\w)"', page))
    assert set(choices.values()) == set(catalogs.LANGUAGES)
    (german,) = [link for link, language in choices.items() if language == "de"]
    chosen = client.get(german, headers={"Accept-Language": "fr"})
    assert (chosen.status_code, chosen.headers["Location"]) == (303, address)
    kept = chosen.headers["Set-Cookie"]
    assert "Max-Age=31536000" in kept
    assert "SameSite=Lax" in kept
    for each in ("/", "/how-it-works", "/api/docs/"):
        assert client.get(each, headers={"Accept-Language": "fr"}).headers["Content-Language"] == "de"


def test_a_language_that_is_not_there_chooses_nothing(client: FlaskClient) -> None:
    response = client.get("/?language=xx")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("language", OTHERS)
def test_the_api_is_in_english_but_for_the_page_s_own_scripts(client: FlaskClient, language: str) -> None:
    client.set_cookie("language", language)
    details: dict[str, Any] = {}
    for asked, headers in {
        "by a program": {"Accept-Language": language},
        "by the page": {"X-Page-Language": language},
        "by the page in English": {"X-Page-Language": "en"},
    }.items():
        details[asked] = [
            client.post("/api/v1/digit", data=body, content_type="image/png", headers=headers).get_json(force=True)
            for body in (b"none", BLANK, png(np.zeros((1200, 1000), np.uint8)), b"x" * 17 * 2**20)
        ]
    english = [problem["detail"] for problem in details["by a program"]]
    assert english[1] == "The picture is blank: draw a digit first."
    assert english[2].startswith("This picture has 1000 x 1200 pixels. Up to 1 megapixels")
    assert [problem["detail"] for problem in details["by the page in English"]][:3] == english[:3]
    ours = [problem["detail"] for problem in details["by the page"]]
    assert set(ours).isdisjoint(english)
    assert {"1000", "1200", "1"} <= set(re.findall(r"\d+", ours[2]))
    texts = catalogs.in_every_language()[language]
    assert ours[3] == texts["problem"]["413"]


def test_each_of_many_pictures_is_told_of_in_the_page_s_language(client: FlaskClient) -> None:
    form = {"picture": [(io.BytesIO(b"none"), "a.png"), (io.BytesIO(b"none"), "b.png")]}
    response = client.post("/api/v1/numbers", data=form, headers={"X-Page-Language": "de"}).get_json(force=True)
    assert {result["detail"].split(".")[0] for result in response["results"]} == {"Dieses Bild lässt sich nicht lesen"}


def test_without_javascript_too_the_page_keeps_its_language(client: FlaskClient) -> None:
    form = {"picture": (io.BytesIO(b"none"), "a.png")}
    response = client.post("/", data=form, headers={"Accept-Language": "es"})
    assert "Esta imagen no se puede leer." in response.text


def test_what_goes_wrong_is_said_in_the_browser_s_language(client: FlaskClient) -> None:
    for response, words in (
        (client.get("/nowhere", headers=BROWSER | {"Accept-Language": "pt"}), "Página não encontrada"),
        (client.delete("/", headers=BROWSER | {"Accept-Language": "fr"}), "Cela n&#39;a pas marché"),
    ):
        assert words in response.text


def test_too_much_at_once_is_said_with_the_seconds_to_wait(recognizer: Recognizer) -> None:
    limited = create_app(recognizer, settings=Settings(database_url="off", rate_limit="1/minute")).test_client()
    responses = [
        limited.post("/api/v1/digit", data=BLANK, content_type="image/png", headers={"X-Page-Language": "de"})
        for _ in range(2)
    ]
    assert re.search(r"zu viel auf einmal\. Versuch es in \d+\xa0s", responses[1].get_json(force=True)["detail"])


def test_numbers_are_written_as_the_language_writes_them(client: FlaskClient, recognizer: Recognizer) -> None:
    weights, temperature = recognizer.model.card["parameters"], recognizer.model.temperature
    page = client.get("/how-it-works", headers={"Accept-Language": "de"}).text
    assert f"{weights:,}".replace(",", ".") in page
    assert f"{temperature:.2f}".replace(".", ",") in page


def test_the_scripts_texts_are_the_page_s(client: FlaskClient, recognizer: Recognizer) -> None:
    for language, texts in catalogs.in_every_language().items():
        page = client.get("/", headers={"Accept-Language": language}).text
        spoken = json.loads(re.findall(r'<script type="application/json" id="texts">(.*?)</script>', page)[0])
        assert spoken["language"] == language
        assert spoken.pop("labels") == list(recognizer.model.labels)
        assert spoken.items() <= texts.items()


def test_a_refusal_with_values_can_be_sent_to_another_process() -> None:
    error = PictureTooLarge("This picture is too large. Up to {most} megapixels can be read: make it smaller.", most=40)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (str(copy), copy.message, copy.values) == (str(error), error.message, {"most": 40})
