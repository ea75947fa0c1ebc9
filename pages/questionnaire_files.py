"""Questionnaires as YAML files: a draft, any version of it or a published revision to keep; a file to begin from.

Plain routes: a file is larger than what an action may be sent, and a download is an answer of its own.
"""

from __future__ import annotations

from flask import Flask, Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from auth import gate
from console import here, refusals, shell
from console.language import _
from content_store import exchange, files, publishing, questionnaires
from content_store.db import desk_for
from content_store.permissions import Permission, Refusal

DOWNLOAD, UPLOAD = "console_questionnaire_file", "console_questionnaire_upload"
DRAFT, VERSION, REVISION = "draft", "version", "revision"
ADDRESS = here.PREFIX + "questionnaire-file"
UPLOAD_TO = ADDRESS
AROUND_A_FILE = 4096  # bytes of the form that it travels in


def install(server: Flask) -> None:
    """Adds the routes."""
    gate.declare(DOWNLOAD, Permission.QUESTIONNAIRES_READ)
    gate.declare(UPLOAD, Permission.QUESTIONNAIRES_EDIT)
    address = f"{ADDRESS}/<int:questionnaire_id>/<any({DRAFT}, {VERSION}, {REVISION}):state>/<int:number>"
    server.add_url_rule(address, DOWNLOAD, download, methods=["GET"])
    server.add_url_rule(UPLOAD_TO, UPLOAD, upload, methods=["POST"])


def address(questionnaire_id: int, state: str, number: int) -> str:
    """Where a file is got: the `draft` as it is now, its `version` of a number, or a published `revision` by its id."""
    return f"{ADDRESS}/{questionnaire_id}/{state}/{number}"


def download(questionnaire_id: int, state: str, number: int) -> Response:
    """The file, under a name that says which state it is."""
    try:
        with desk_for(here.store(), here.me(), reading=True) as desk:
            if state == REVISION:
                public = publishing.published(desk, questionnaire_id, number)
                document, suffix = public.document, f".revision-{public.number}"
            elif state == VERSION:
                document, suffix = questionnaires.document_at(desk, questionnaire_id, number), f".version-{number}"
            else:
                document, suffix = questionnaires.open_draft(desk, questionnaire_id).document, ""
    except Refusal as refusal:
        return gate.refusal(refusals.status_of(refusal), _("There is no such file"), refusals.spoken(refusal))
    response = Response(exchange.write(document), mimetype="application/yaml")
    response.headers["Content-Disposition"] = f'attachment; filename="{document.code}{suffix}.yaml"'
    return response


def upload() -> ResponseReturnValue:
    """A file made into a new questionnaire, or with `replace` into the next version of the draft that has its code.
    Answers where it is edited, or everything that is wrong with it, line by line; then nothing is written."""
    request.max_content_length = exchange.BYTES_MOST + AROUND_A_FILE
    sent = request.files.get("file")
    if sent is None:
        return _wrong(422, _("Choose a file first."))
    try:
        document = exchange.read(sent.read()).document
        with desk_for(here.store(), here.me()) as desk:
            bring_in = files.bring_in if request.form.get("replace") == "yes" else files.bring_in_new
            draft = bring_in(desk, document)
    except exchange.Unreadable as unreadable:
        return _wrong(422, _("This file cannot be taken in. Nothing was written."), unreadable)
    except Refusal as refusal:
        return _wrong(refusals.status_of(refusal), refusals.spoken(refusal))
    return jsonify(address=shell.href("/questionnaire", id=draft.id), slug=draft.slug)


def _wrong(status: int, words: str, unreadable: exchange.Unreadable | None = None) -> Response:
    problems = [
        {"line": one.line, "column": one.column, "message": _(one.message)}
        for one in (unreadable.problems if unreadable else ())
    ]
    return make_response(jsonify(message=words, problems=problems), status)
