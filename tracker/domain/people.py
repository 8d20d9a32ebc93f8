"""What people are to a council, in words, and how their names are put in order."""

from tracker.domain.terms import Role
from tracker.text import mark

#: In the order that the form offers them.
ROLE_WORDS = {
    Role.MEMBER: mark("Member"),
    Role.SUBSTITUTE: mark("Substitute"),
    Role.CO_OPTED: mark("Co-opted"),
    Role.COORDINATOR: mark("Coordinator"),
    Role.PRESENTER: mark("Presenter"),
    Role.CONTRIBUTOR: mark("Contributor"),
    Role.MANAGEMENT: mark("Management"),
}

#: å, ä and ö come last, in that order; code points would have ä before å.
_SWEDISH = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})


def sort_key(name: str) -> str:
    """Return what puts a name in its Swedish place in a list."""
    return name.casefold().translate(_SWEDISH)
