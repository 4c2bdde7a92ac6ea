"""Choose the language of a response, and let a visitor choose another."""

from babel import negotiate_locale
from babel.support import Translations
from flask import Flask, Response, redirect, request, url_for
from flask_babel import Babel, Domain, get_locale, gettext
from werkzeug.wrappers import Response as Redirection

from digitink.errors import PictureError
from digitink.web import catalogs
from digitink.web.catalogs import ENGLISH, LANGUAGES

_COOKIE = "language"
_YEAR = 365 * 24 * 60 * 60  # seconds
_HEADER = "X-Page-Language"  # with which the page's scripts ask the API; programs that do not are answered in English
_PAGES = ("page.show", "page.how", "openapi.openapi")
_FOR_PROGRAMS = ("/api/v1/", "/predictImage")


class _Catalogs(Domain):
    def get_translations(self) -> Translations:
        """Return the catalog of the language in which the request is answered."""
        return catalogs.translations(current())


class _Babel(Babel):
    domain_instance = _Catalogs()


def register(app: Flask) -> None:
    """Have an application answer in the language of whoever asks."""
    _Babel(app, default_locale=ENGLISH, locale_selector=_select)
    app.before_request(_choose)
    app.after_request(_declare)


def current() -> str:
    """Return the language in which the request is answered."""
    return str(get_locale())


def address(language: str) -> str:
    """Where the page that is asked for can be had in a language, and each page from then on; of none, the first."""
    if request.endpoint in _PAGES:
        return url_for(request.endpoint, **(request.view_args or {}), language=language)
    return url_for("page.show", language=language)


def asks_for_the_page() -> bool:
    """Tell whether a script of the page asks: what it is told of an error, it shows."""
    return request.headers.get(_HEADER) in LANGUAGES


def message_of(error: PictureError) -> str:
    """Why a picture cannot be read, in that language."""
    text: str = gettext(error.message)
    return text.format_map(error.values) if error.values else text


def _select() -> str:
    """Return what the page says it is written in; of a page, what was chosen, else what the browser likes best."""
    if asks_for_the_page():
        return request.headers[_HEADER]
    if request.path.startswith(_FOR_PROGRAMS):
        return ENGLISH
    chosen = request.cookies.get(_COOKIE)
    if chosen in LANGUAGES:
        return str(chosen)
    wanted = [language for language, quality in request.accept_languages if quality > 0]
    return negotiate_locale(wanted, LANGUAGES, sep="-") or ENGLISH  # de-AT is German, before what is liked less


def _choose() -> Redirection | None:
    """Keep the language that ?language= names, and lead to the same page without it."""
    chosen = request.args.get("language")
    if request.method != "GET" or chosen not in LANGUAGES or request.endpoint not in _PAGES:
        return None
    response = redirect(url_for(request.endpoint, **(request.view_args or {})), 303)
    path = f"{request.root_path}/"
    response.set_cookie(
        _COOKIE, str(chosen), max_age=_YEAR, path=path, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


def _declare(response: Response) -> Response:
    """Say what language a page is in, and what that hangs on: no cache may show it to somebody else."""
    if response.mimetype in ("text/html", "application/manifest+json"):
        response.vary.update(("Accept-Language", "Cookie"))
        response.headers["Content-Language"] = current()
    elif asks_for_the_page():
        response.vary.add(_HEADER)
    return response
