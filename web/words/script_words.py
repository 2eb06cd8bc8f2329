"""The texts of the scripts in one language, as a module of the same catalogue."""

import json
from functools import cache
from hashlib import sha256

from babel.messages.catalog import Catalog, Message
from flask import Blueprint, Flask, Response, abort, url_for

from web.rules import open_to_all
from web.words.catalogue import LANGUAGES, SOURCE, catalogue
from web.words.errors import FORMATS, SENTENCES

script_words = Blueprint("script_words", __name__)
FOR_GOOD = "public, max-age=31536000, immutable"


def install(app: Flask) -> None:
    """Let templates name the module."""
    app.register_blueprint(script_words)
    app.jinja_env.globals.update(script_words_address=address)


def address(language: str) -> str:
    """Where the module of a language is; it has another address when it says something else."""
    version = sha256(_module(language).encode()).hexdigest()[:16]
    return url_for("script_words.show", language=language, v=version)


@script_words.get("/words/<language>.js")
@open_to_all
def show(language: str) -> Response:
    """The module; scripts in English need none."""
    if language not in LANGUAGES or language == SOURCE:
        abort(404)
    return Response(_module(language), mimetype="text/javascript", headers={"Cache-Control": FOR_GOOD})


@cache
def _module(language: str) -> str:
    words = catalogue(language)
    texts = {_key(message): message.string for message in words if _is_of_script(message)}
    errors = {code: words[text].string or text for code, text in SENTENCES.items() if text in words}
    sentences = {
        code: [[text, words[text].string or text] for text in said if text in words]
        for code, said in FORMATS.items()
    }
    return (
        f"export const texts = {_json(texts)};\n"
        f"export const errors = {_json(errors)};\n"
        f"export const sentences = {_json(sentences)};\n"
        f"export const form = (n) => Number({_plural_rule(words)});\n"
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _is_of_script(message: Message) -> bool:
    return any(path.endswith(".js") for path, _line in message.locations)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _plural_rule(words: Catalog) -> str:
    """Which form a count `n` takes: gettext's expressions are JavaScript as they are."""
    return words.plural_expr
