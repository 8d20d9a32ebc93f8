"""The personal links in a mail that lead to the page where the recipient answers.

A link is signed, not stored: it says who answers for which meeting, and cannot be made up. It
bears no date of its own; how long it opens, and whether the meeting still takes answers, is judged
when it is followed.
"""

from dataclasses import astuple, dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from tracker.domain.terms import Answer

_SALT = "answer"


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
    token = _signer(secret_key).dumps(astuple(link))
    return f"{public_url}/answer/{token}?answer={answer.value}"


def read_answer_token(secret_key: str, token: str) -> AnswerLink | None:
    """Return what a link says, or None when it is not one of ours."""
    try:
        numbers = _signer(secret_key).loads(token)
    except BadSignature:
        return None
    return AnswerLink(*numbers)


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_SALT)
