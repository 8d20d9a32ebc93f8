"""What changed, from the command line: `arshjul review`."""

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
from sqlmodel import Session

from tracker.cli_tools import choose_council, load_settings, open_database, stop
from tracker.db import open_session
from tracker.models import Council, Review, ReviewEdition
from tracker.text import _, format_date, speaking

if TYPE_CHECKING:
    from tracker.domain.indicators import Period
    from tracker.domain.review_content import ReviewContent

_YEARS = re.compile(r"(\d{4})(?:[-\N{EN DASH}](\d{4}))?")


@dataclass(frozen=True)
class Found:
    """A review's content, and where it came from."""

    content: "ReviewContent"
    #: None when no review is opened for the years.
    review: Review | None
    #: None when the content is worked out from what is recorded now.
    edition: ReviewEdition | None


@click.command()
@click.argument("years", metavar="FIRST-LAST")
@click.option(
    "--council", "slug", help="The council's part of the address. With one council: that."
)
@click.option(
    "--baseline", metavar="FIRST-LAST", help="Compare with these years. Else the three just before."
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def review(years: str, slug: str | None, baseline: str | None, as_json: bool) -> None:
    """Compare every indicator's years with those before, and say what may be said.

    An adopted review is shown as it was adopted. Years without a review are worked out as one of
    them would be; nothing is saved.
    """
    from tracker.exporting.reviews import review_as_json, review_as_text

    engine = open_database(load_settings())
    with speaking("sv"), open_session(engine, read_only=True) as session:
        council = choose_council(session, slug)
        now = _period(years)
        before = _period(baseline) if baseline else None
        if before and before.last >= now.first:
            stop(_("The comparison must end before the review's first year."))
        found = _find(session, council, now, before)
        if as_json:
            printed = _origin_as_json(council, found) | review_as_json(found.content)
            click.echo(json.dumps(printed, ensure_ascii=False, indent=2, allow_nan=False))
        else:
            click.echo(f"{_heading(found)}\n\n{review_as_text(found.content)}")
    engine.dispose()


def _period(text: str) -> "Period":
    from tracker.domain.indicators import Period

    match = _YEARS.fullmatch(text.strip())
    if match is None:
        stop(_("Write the years as 2023-2024."))
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        stop(_("The last year is before the first. Change one of them."))
    return Period(first, last)


def _find(session: Session, council: Council, now: "Period", before: "Period | None") -> Found:
    """Return the years' review, or one that is made up for them and never saved."""
    from tracker.domain.review_process import propose_baseline
    from tracker.queries import reviews as queries

    saved = queries.find_review_of(session, council_id=council.id, years=now)
    if saved and before in (None, queries.baseline_of(saved)):
        edition = (
            queries.find_edition(session, council_id=council.id, review_id=saved.id)
            if saved.adopted_on
            else None
        )
        content = queries.shown_content(session, council=council, review=saved)
        return Found(content, saved, edition)
    before = before or propose_baseline(now)
    made_up = Review(
        council_id=council.id,
        first_year=now.first,
        last_year=now.last,
        baseline_first_year=before.first,
        baseline_last_year=before.last,
    )
    return Found(queries.load_content(session, council=council, review=made_up), None, None)


def _origin_as_json(council: Council, found: Found) -> dict[str, Any]:
    edition = found.edition
    return {
        "council": council.slug,
        "review": found.review.id if found.review else None,
        "edition": edition.number if edition else None,
        "frozen_at": edition.frozen_at.isoformat() if edition else None,
        "sha256": edition.content_hash if edition else None,
    }


def _heading(found: Found) -> str:
    content = found.content
    title = _(
        "%(council)s: %(now)s compared with %(before)s",
        council=content.council,
        now=content.now,
        before=content.before,
    )
    return f"{title}\n{_standing(found)}"


def _standing(found: Found) -> str:
    """Say whether it is adopted, a draft, or no review at all."""
    edition = found.edition
    if edition:
        return _(
            "Adopted %(day)s, edition %(number)s: shown as it was then.",
            day=format_date(edition.adopted_on),
            number=edition.number,
        )
    if found.review is None:
        return _("No such review is opened. Worked out from what is recorded now.")
    if found.review.adopted_on:
        return _(
            "Adopted %(day)s, but not frozen then: worked out from what is recorded now.",
            day=format_date(found.review.adopted_on),
        )
    return _("A draft, worked out from what is recorded now.")
