"""The personal links in a mail that lead to the form where a responsible follows up.

A link is signed, not stored: it says who follows up which year, and cannot be made up. It bears no
date of its own; what it opens, and whether that year's follow-up is still open, is judged when it
is followed.
"""

from dataclasses import astuple, dataclass
from functools import lru_cache

from itsdangerous import BadSignature, URLSafeSerializer

_SALT = "follow-up"


@dataclass(frozen=True)
class FollowUpLink:
    """Whose follow-up of which year a link takes."""

    council_id: int
    person_id: int
    year: int


def make_follow_up_url(public_url: str, secret_key: str, *, link: FollowUpLink) -> str:
    """Return the address of the page where a responsible follows up their interventions."""
    return f"{public_url}/follow-up/{make_follow_up_token(secret_key, link)}"


@lru_cache(maxsize=64)  # a message bears the same token more than once
def make_follow_up_token(secret_key: str, link: FollowUpLink) -> str:
    """Return a link as the follow-up page's address bears it."""
    return str(_signer(secret_key).dumps(astuple(link)))


def read_follow_up_token(secret_key: str, token: str) -> FollowUpLink | None:
    """Return what a link says, or None when it is not one of ours."""
    try:
        numbers = _signer(secret_key).loads(token)
    except BadSignature:
        return None
    return FollowUpLink(*numbers)


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_SALT)
