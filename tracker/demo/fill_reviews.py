"""The biennial reviews, one adopted and one under way, and the yearly reports."""

from datetime import date, timedelta

from sqlmodel import col, select

from tracker.demo.builder import Demo
from tracker.demo.figures import latest_year
from tracker.demo.fill_programme import COLLECTING_FROM
from tracker.demo.review import CONCLUSIONS, NEEDS, DemoNeed
from tracker.demo.year import meeting_days
from tracker.domain.terms import MeetingKind
from tracker.models import AreaConclusion, NeedAssessment, PriorityArea, Review, YearReport

#: The executive board meets a week after the council.
TO_BOARD = timedelta(days=7)


def fill_reviews(demo: Demo) -> None:
    """Write the finished review and the one under way, each over two years."""
    latest = latest_year(demo.today)
    days = [planned.day for planned in meeting_days(demo.today)]
    finished_on = next(day for day in days if day >= date(latest - 1, 12, 1))
    decision_on = next(day for day in days if day >= demo.today)
    finished, draft = demo.save(
        [
            demo.new(
                Review,
                **_years(latest - 2),
                adopted_on=finished_on,
                decision_on=finished_on,
                registry_number=f"KS {finished_on.year}/0402",
            ),
            demo.new(Review, **_years(latest), decision_on=decision_on),
        ]
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
    demo.save(
        _need(demo, review, need, areas[need.area - 1], is_now=review is draft)
        for review in (finished, draft)
        for need in NEEDS
    )


def _years(last: int) -> dict[str, int]:
    return {
        "first_year": last - 1,
        "last_year": last,
        "baseline_first_year": last - 3,
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
        decision=need.decision_now if is_now else need.decision_before,
        reason=need.reason_now if is_now else need.reason_before,
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
