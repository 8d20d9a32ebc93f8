"""The personal links in a mail that lead to how its reader wants reminders.

Signed like the links that take answers (`answer_links`), with a salt of their own: neither opens
the other's page.
"""

from dataclasses import astuple, dataclass

from itsdangerous import BadSignature, URLSafeSerializer

_SALT = "choice"


@dataclass(frozen=True)
class ChoiceLink:
    """Whose choice, about which council's messages, a link takes."""

    council_id: int
    person_id: int


def make_choice_url(public_url: str, secret_key: str, link: ChoiceLink) -> str:
    """Return the address of the page with the choices."""
    return f"{public_url}/choice/{make_choice_token(secret_key, link)}"


def make_unsubscribe_url(public_url: str, secret_key: str, link: ChoiceLink) -> str:
    """Return the address at which a mail program says that its owner wants no more (RFC 8058)."""
    return f"{make_choice_url(public_url, secret_key, link)}/unsubscribe"


def make_choice_token(secret_key: str, link: ChoiceLink) -> str:
    """Return what a link says, signed."""
    return str(_signer(secret_key).dumps(astuple(link)))


def read_choice_token(secret_key: str, token: str) -> ChoiceLink | None:
    """Return what a link says, or None when it is not one of ours."""
    try:
        numbers = _signer(secret_key).loads(token)
    except BadSignature:
        return None
    return ChoiceLink(*numbers)


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_SALT)
