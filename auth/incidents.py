"""What is written down of an error that nobody foresaw."""

from __future__ import annotations

import logging
import secrets

log = logging.getLogger(__name__)

FRAMES = 8


def incident(error: BaseException) -> str:
    """Logs where it happened, without its words and without what was called with what: both may hold what somebody
    typed. Returns the number that the person sees."""
    number = secrets.token_hex(4)
    log.error("incident %s: %s at %s", number, type(error).__name__, " < ".join(_where(error)))
    return number


def _where(error: BaseException) -> list[str]:
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[: -FRAMES - 1 : -1]
