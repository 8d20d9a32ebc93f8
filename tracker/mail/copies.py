"""A message for other eyes than its recipient's: a copy, and what a page may show of it.

A recipient's links are keys: whoever holds one can answer in that person's name. So what is shown
of somebody's message has them taken out.
"""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

#: A signed part of an address: what it says, a full stop, and the signature. Host names, which
#: follow two slashes, are none.
_KEY = r"(?<![/:])/[\w-]+\.[\w-]{20,}"
_LINK_WITH_KEY = re.compile(rf"""\s(?:href|action)="[^"]*{_KEY}[^"]*\"""")
_KEY_IN_TEXT = re.compile(_KEY)

#: What stands in the text where a key was taken out.
TAKEN_OUT = "/…"


def without_keys(shown: str) -> str:
    """Return a message's text or HTML without the recipient's personal links."""
    return _KEY_IN_TEXT.sub(TAKEN_OUT, _LINK_WITH_KEY.sub("", shown))


def as_copy(message: bytes, *, prefix: str) -> bytes:
    """Return a message with a prefix before its subject and without its calendar part."""
    whole: EmailMessage = message_from_bytes(message, policy=SMTP)
    subject = str(whole["Subject"] or "")
    del whole["Subject"]
    whole["Subject"] = f"{prefix}{subject}"
    if whole.is_multipart():
        whole.set_payload(
            [part for part in whole.iter_parts() if part.get_content_type() != "text/calendar"]
        )
    return whole.as_bytes()
