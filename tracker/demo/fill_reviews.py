"""The biennial reviews, one adopted and one under way, and the yearly reports."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, timedelta

from sqlmodel import col, select

from tracker.demo.builder import Demo
from tracker.demo.figures import latest_year
from tracker.demo.fill_programme import COLLECTING_FROM
from tracker.demo.need_scores import MEMBER_SCORER, demo_scores
from tracker.demo.people import COORDINATOR
from tracker.demo.review import CONCLUSIONS, METHOD_NOTES, NEEDS, DemoNeed
from tracker.demo.year import meeting_days
from tracker.domain.terms import MeetingKind
from tracker.models import (
    AreaConclusion,
    Intervention,
    NeedAssessment,
    NeedIntervention,
    NeedScore,
    PriorityArea,
    Review,
    YearReport,
)
from tracker.services.audit import Act
from tracker.services.reviews import adopt

#: The executive board meets a week after the council.
TO_BOARD = timedelta(days=7)
#: What the data lacks is gone through this long before the review is decided.
DATA_CHECK = timedelta(days=25)


def fill_reviews(demo: Demo) -> None:
    """Write the finished review and the one under way, each over two years."""
    latest = latest_year(demo.today)
    days = [planned.day for planned in meeting_days(demo.today)]
    finished_on = next(day for day in days if day >= date(latest - 1, 12, 1))
    decision_on = next(day for day in days if day >= demo.today)
    finished, draft = demo.save(
        demo.new(
            Review,
            **_years(last, compared_with),
            decision_on=day,
            data_checked_on=min(day - DATA_CHECK, demo.today),
            method_notes=notes,
        )
        for last, compared_with, day, notes in zip(
            (latest - 2, latest), (2, 3), (finished_on, decision_on), METHOD_NOTES, strict=True
        )
    )
    areas = demo.session.exec(
        select(PriorityArea)
        .where(PriorityArea.council_id == demo.council.id)
        .order_by(col(PriorityArea.number))
    ).all()
    demo.save(
        demo.new(AreaConclusion, review_id=review.id, priority_area_id=area.id, text=texts[turn])
        for turn, review in enumerate((finished, draft))
        for area, texts in zip(areas, CONCLUSIONS, strict=True)
    )
    for review in (finished, draft):
        needs = demo.save(
            _need(demo, review, need, areas[need.area - 1], is_now=review is draft)
            for need in NEEDS
        )
        demo.save(_need_interventions(demo, needs))
    demo.save(_need_scores(demo, needs))
    _adopt(demo, finished, finished_on)


def _adopt(demo: Demo, review: Review, day: date) -> None:
    at = demo.at(day, 16, 30).astimezone(UTC)
    adopt(
        demo.session,
        council=demo.council,
        review=review,
        adopted_on=day,
        registry_number=f"KS {day.year}/0402",
        now=at,
        by=Act(person_id=demo.people[COORDINATOR].id, at=at),
    )


def _years(last: int, compared_with: int) -> dict[str, int]:
    """Return two years' periods, compared with so many years before them."""
    return {
        "first_year": last - 1,
        "last_year": last,
        "baseline_first_year": last - 1 - compared_with,
        "baseline_last_year": last - 2,
    }


def _need(
    demo: Demo, review: Review, need: DemoNeed, area: PriorityArea, *, is_now: bool
) -> NeedAssessment:
    per_10_000, harm, affected = need.now if is_now else need.before
    return demo.new(
        NeedAssessment,
        review_id=review.id,
        priority_area_id=area.id,
        name=need.name,
        per_10_000=per_10_000,
        harm=harm,
        affected=affected,
        is_uncertain=need.is_uncertain,
        note=need.note,
        causes=need.causes,
        decision=need.decision_now if is_now else need.decision_before,
        reason=need.reason_now if is_now else need.reason_before,
    )


def _need_interventions(demo: Demo, needs: Sequence[NeedAssessment]) -> Iterator[NeedIntervention]:
    found = demo.session.exec(
        select(Intervention).where(Intervention.council_id == demo.council.id)
    ).all()
    by_title = {one.title: one.id for one in found}
    for row, need in zip(needs, NEEDS, strict=True):
        for title in need.interventions:
            yield demo.new(NeedIntervention, need_id=row.id, intervention_id=by_title[title])


def _need_scores(demo: Demo, needs: Sequence[NeedAssessment]) -> Iterator[NeedScore]:
    by_name = {row.name: row.id for row in needs}
    member = demo.people[MEMBER_SCORER].id
    for one in demo_scores():
        yield demo.new(
            NeedScore,
            need_id=by_name[one.need],
            scorer=one.scorer,
            person_id=member if one.scorer == MEMBER_SCORER else None,
            criterion=one.criterion,
            score=one.score,
        )


def fill_reports(demo: Demo) -> None:
    """Write the yearly reports: adopted for finished years, a draft while one is collected."""
    follow_ups = [
        planned
        for planned in meeting_days(demo.today)
        if planned.slot.kind is MeetingKind.FOLLOW_UP and planned.year <= demo.today.year
    ]
    for planned in follow_ups:
        is_adopted = planned.day < demo.today
        if not is_adopted and demo.today.month < COLLECTING_FROM:
            continue
        demo.save(
            [
                demo.new(
                    YearReport,
                    year=planned.year,
                    registry_number=f"KS {planned.year}/0455" if is_adopted else "",
                    decision_on=planned.day + TO_BOARD,
                    adopted_on=planned.day if is_adopted else None,
                )
            ]
        )
