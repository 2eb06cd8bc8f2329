"""What went wrong, for people who read another language than English.

Who reads English is told the error's own sentence; the others the same with its values, where its format is
known, and else what its code means. Programs are told the sentence, whatever language they ask for.
"""

import re
from functools import cache
from http import HTTPStatus

from imaging import refusals
from imaging.video import failures
from web.words import gettext
from web.words.catalogue import SOURCE
from web.words.language import language
from web.words.numbers import number

WITH_VALUES = ("file_too_large", "too_many_pixels", "too_many_scans", "truncated")
FORMATS: dict[str, tuple[str, ...]] = {  # a code may have more than one
    **{code: (refusals.SENTENCES[code],) for code in WITH_VALUES},
    "unsupported_type": (refusals.SENTENCES["unsupported_type"], refusals.PACKED, refusals.OTHER_FILM),
    "too_slow": (failures.TOO_SLOW,),  # of a video; a request's is told by its code
}
SENTENCES = {
    "invalid": "What was sent does not make sense; nothing of it was stored.",
    "unauthorised": "You are signed out. Sign in again.",
    "forbidden": "This account may not do that.",
    "not_found": "There is nothing here, or it belongs to somebody else.",
    "conflict": "This contradicts what is already there.",
    "too_large": "That is more than is taken at once. Send fewer or smaller files.",
    "too_slow": "This request came too slowly; nothing of it was stored.",
    "too_many": "Too much is under way already. Try again a little later.",
    "busy": "Browline is busy at the moment. Try again shortly; nothing was lost.",
    "store_full": "The store is full; nothing was stored. Free some space and try again.",
    "store_unavailable": "The images cannot be stored at the moment. Try again shortly; nothing was lost.",
    "internal": "Something went wrong on our side; the log says more. Nothing that was accepted is lost.",
    "csrf": "This page is out of date. Reload it and try again.",
    "method_not_allowed": "This address cannot be used in that way.",
    "backlog_full": "As many images wait already as may. Try again later.",
    "quota_open_jobs": "This account has as many open jobs as it may. Wait until one is done, or cancel one.",
    "quota_images": "This account holds as many images as it may. Delete jobs that you are done with.",
    "quota_bytes": "This account holds as many bytes as it may. Delete jobs that you are done with.",
    "too_many_requests": "These were too many requests at once. Wait a moment and try again.",
    "too_many_tries": "These were too many tries to sign in. Wait some minutes, or use a one-time link.",
    "job_cancelled": "This job was cancelled. Retry all of it before you go on with it.",
    "job_not_empty": "Images or videos have come to this job meanwhile; it was not deleted.",
    "cancelled": "This snapshot was stopped with its job before it was classified.",
    "nothing_to_undo": "There is nothing to undo.",
    "not_the_owner": "Only the owner of this job can do that; you review its faces.",
    "no_such_account": "There is no account of this name.",
    "own_job": "This is your own job: you review it anyway.",
    "not_a_reviewer": "This account is an uploader and cannot review. An admin can make a reviewer of it.",
    "not_shared": "This job is not shared with that account.",
    "not_disputed": "People agree on this face, or somebody has decided it; nothing was changed.",
    "own_dispute": "You gave one of the opinions; a third person or the owner of the job decides.",
    "settled_meanwhile": "Somebody else has settled this face meanwhile.",
    "invalid_opinions": "One, two or three people can be asked about each face.",
    "name_taken": "There is an account of this name already.",
    "owns_jobs": "This account owns jobs: delete its data first, on its page Account.",
    "last_admin": "This is the last admin; make another one first. Nothing was changed.",
    "too_many_tokens": "This account has as many tokens as it may; revoke one first.",
    "invalid_name": "This name is empty, too long, or has characters that a name may not have.",
    "invalid_password": "This password is too short or too long.",
    "invalid_role": "There is no such role.",
    "invalid_language": "There is no such language.",
    "wrong_password": "The password now is another one; nothing was changed.",
    "not_the_same": "The new password was not the same both times; nothing was changed.",
    "not_confirmed": "That is not the name of this account; nothing was deleted.",
    "no_picture": "This image has no picture that can be shown.",
    "no_model": "No model is published here.",
    "untrusted_host": "This server does not go by that name. Its operator can allow it.",
    "broken_form": "This form cannot be read to its end; nothing of it was stored.",
    "broken_request": "This request cannot be read; nothing of it was stored.",
    "no_images": "There was no image in this request.",
    "invalid_filter": "There is no such filter. Begin again without it.",
    "no_filter": "Name a filter; to delete everything, delete the job.",
    "filter_changed": "Other images match this filter than when you were asked; nothing more was deleted.",
    "invalid_before": "That is not a time with its zone.",
    "invalid_expect": "That is not a number of images.",
    "invalid_view": "Results are shown as a table or as a gallery.",
    "invalid_cursor": "This page of the list is not there any more. Begin again with the first.",
    "invalid_threshold": "A threshold is a number from 0.5 to 1.",
    "invalid_every": "The seconds between two frames are not in the range that is possible.",
    "invalid_note": "A note has at most 1,000 characters, and no control characters.",
    "empty_file": "The file is empty; copy it again from where it came.",
    "file_too_large": "The file is larger than is allowed; save it smaller or with stronger compression.",
    "too_many_pixels": "The picture has more pixels than are allowed; scale it down.",
    "too_many_scans": "The JPEG is drawn in too many passes; save it again without the progressive option.",
    "unsupported_type": "This type is not supported; convert it to JPEG, PNG or WebP.",
    "not_an_image": f"This is not a picture; send JPEG, PNG, WebP or BMP, or a video as {refusals.FILMS}.",
    "truncated": "The file ends too early; copy or download it again.",
    "broken_header": "The file is damaged; save it again as JPEG or PNG.",
    "undecodable": "The file is damaged or of an unknown kind, and cannot be opened; save a picture again as "
    "JPEG or PNG, a video as MP4 with H.264.",
    "no_video_track": "There is no picture track in it, only sound or nothing at all.",
    "no_frames": "No frame of the video could be decoded; save it as MP4 with H.264.",
    "too_many_frames": "These are more frames than are taken; choose more seconds between frames.",
    "too_much_data": "Only the first frames were sampled; choose more seconds between frames.",
    "too_long": "Only the beginning was sampled; cut the video into parts.",
    "decoder_stalled": "The decoder has stopped answering; what came before was sampled.",
    "decoder_crashed": "The decoder has stopped; what came before was sampled.",
    "too_much_memory": "Decoding it takes more memory than is allowed.",
    "bytes_missing": "The stored file is missing.",
    "bytes_changed": "The stored file is damaged: it is not what was sent.",
    "store_failed": "The stored file could not be read.",
    "worker_lost": "The program that classified it stopped three times at this file; it may be damaged.",
    "no_answer": "The model has no answer to this picture.",
    "tracks_failed": "Its people could not be told apart; its frames are listed one by one.",
}
STATUSES = {
    HTTPStatus.BAD_REQUEST: "That makes no sense here",
    HTTPStatus.UNAUTHORIZED: "You are signed out",
    HTTPStatus.FORBIDDEN: "Not for this account",
    HTTPStatus.NOT_FOUND: "Nothing to see here",
    HTTPStatus.METHOD_NOT_ALLOWED: "Not in that way",
    HTTPStatus.REQUEST_TIMEOUT: "Too slow",
    HTTPStatus.CONFLICT: "That contradicts what is there",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Too large",
    HTTPStatus.TOO_MANY_REQUESTS: "Too much at once",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not at the moment",
    HTTPStatus.INSUFFICIENT_STORAGE: "No room left",
}
ADVICE = {
    HTTPStatus.BAD_REQUEST: "Go back and try it differently, or begin again with the jobs.",
    HTTPStatus.FORBIDDEN: "An admin of this Browline can give the account a role that may.",
    HTTPStatus.NOT_FOUND: "The address may be mistyped, or what was here has been deleted since.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Try it once more. If it happens again, tell whoever runs Browline.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Wait a few seconds, then load this page again.",
}


def error_words(code: str | None, detail: str | None) -> str:
    """What a page says of an error with this code, whose own sentence is `detail`."""
    if code is None or language() == SOURCE or code not in SENTENCES:
        return detail or ""
    for text in FORMATS.get(code, ()):
        values = _values(text, detail or "")
        if values is not None:
            return gettext(text, **values)
    return gettext(SENTENCES[code])


def _values(text: str, detail: str) -> dict[str, str] | None:
    """What stands in a sentence of this format, numbers as the reader writes them; None if it is no such."""
    found = _pattern(text).search(detail)
    return {name: _localised(value) for name, value in found.groupdict().items()} if found else None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    # At odd places stand the names of values; before the sentence may stand the file's.
    parts = re.split(r"%\((\w+)\)s", text)
    said = (f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile(f"(?:^|: ){''.join(said)}$")


def _localised(value: str) -> str:
    whole, _, decimals = value.replace(",", "").partition(".")
    return number(float(f"{whole}.{decimals}"), len(decimals)) if (whole + decimals).isdecimal() else value


def status_words(status: HTTPStatus) -> str:
    """The title of an error's page."""
    return gettext(STATUSES[status]) if status in STATUSES else status.phrase


def advice_words(status: HTTPStatus) -> str:
    """What its reader can do about it; nothing where the error's own sentence says that."""
    return gettext(ADVICE[status]) if status in ADVICE else ""
