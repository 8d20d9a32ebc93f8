"""The personal links in a mail that lead to the page where the recipient answers.

A link is signed, not stored: it says who answers for which meeting, and cannot be made up. It
bears no date of its own; how long it opens, and whether the meeting still takes answers, is judged
when it is followed.
"""

from dataclasses import astuple, dataclass
from datetime import datetime
from functools import lru_cache

from itsdangerous import BadSignature, URLSafeSerializer

from tracker.domain.terms import Answer

_SALT = "answer"
_MOMENT_SALT = "answer-page"


@dataclass(frozen=True)
class AnswerLink:
    """Whose answer to which meeting a link takes."""

    council_id: int
    meeting_id: int
    person_id: int


def make_answer_url(
    public_url: str, secret_key: str, *, link: AnswerLink, answer: Answer = Answer.COMING
) -> str:
    """Return the address of the answering page, with one answer suggested."""
    return f"{public_url}/answer/{make_answer_token(secret_key, link)}?answer={answer.value}"


@lru_cache(maxsize=64)  # a message bears the same token more than once
def make_answer_token(secret_key: str, link: AnswerLink) -> str:
    """Return a link as the answering page's address bears it."""
    return str(_signer(secret_key).dumps(astuple(link)))


def read_answer_token(secret_key: str, token: str) -> AnswerLink | None:
    """Return what a link says, or None when it is not one of ours."""
    try:
        numbers = _signer(secret_key).loads(token)
    except BadSignature:
        return None
    return AnswerLink(*numbers)


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_SALT)


def seal_moment(secret_key: str, *, link: AnswerLink, at: datetime) -> str:
    """Return a moment that can be given to a page, to come back with an answer on it.

    It is good for one person's place at one meeting, and cannot be made up.
    """
    return str(_seal(secret_key).dumps([*astuple(link), at.isoformat()]))


def read_moment(secret_key: str, sealed: str, *, link: AnswerLink) -> datetime | None:
    """Return when a page was served, or None when it is not one of this link's."""
    try:
        *numbers, at = _seal(secret_key).loads(sealed)
    except BadSignature:
        return None
    return datetime.fromisoformat(at) if tuple(numbers) == astuple(link) else None


def _seal(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_MOMENT_SALT)
