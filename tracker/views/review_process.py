"""Working a review through: opening it, checking its data, adopting it, correcting it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.domain import verdicts
from tracker.domain.data_quality import Gap
from tracker.domain.indicators import Period
from tracker.domain.review_content import ReviewContent, ReviewedIndicator
from tracker.domain.review_process import (
    CheckedIndicator,
    ReviewedPair,
    check_data,
    differences,
    is_short_baseline,
    propose_baseline,
    propose_years,
    without_shared,
)
from tracker.forms.conflicts import in_words
from tracker.forms.fields import FormsTogether
from tracker.forms.needs import CorrectedDecisionForm
from tracker.forms.reviews import AdoptionForm, CorrectionForm, ReviewForm
from tracker.models import Review, ReviewEdition
from tracker.queries import reviews as queries
from tracker.services import reviews as services
from tracker.services.conflicts import EditConflict, fingerprint
from tracker.services.records import Adopted, AlreadyThere, remove_record
from tracker.text import _, gettext, mark
from tracker.views.review_pages import get_review, list_left, locked
from tracker.views.web import act, council, db, done, now, query_number, shown, today

#: How many years before the review may be chosen with one press.
BASELINES = (2, 3, 4, 5)

GAP_WORDS = {
    Gap.NO_VALUES: mark("No values in one of the periods"),
    Gap.MISSING_YEARS: mark("Values are missing: %(years)s"),
    Gap.SERIES_BREAK: mark("Measured another way within the years that are compared"),
    Gap.OVERLAPPING: mark("The measurements' years overlap"),
    Gap.NO_COUNTS: mark("Neither number of events nor number of answers is entered"),
    Gap.NO_POPULATION: mark("The population is missing for some year"),
    Gap.PRELIMINARY: mark("Some values are preliminary"),
    Gap.STALE: mark("Fetched more than a year ago, and may have been revised"),
    Gap.NO_COMPARISON: mark("There is nothing to compare with"),
    Gap.COMPARISON_INCOMPLETE: mark("A place compared with lacks the same years"),
}


@dataclass(frozen=True)
class CheckLine:
    """An indicator and what its data lacks, in words."""

    indicator: ReviewedIndicator
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class DifferenceLine:
    """An indicator as it stood and as it stands, in words; empty where it was not there."""

    label: str
    before: str
    after: str


def new() -> str | Response:
    """Open a review. Its years are proposed: the two after the last one's, and three before."""
    form = ReviewForm()
    if form.validate_on_submit():
        try:
            review = services.open_review(db(), council=council(), plan=form.plan(), by=act())
        except AlreadyThere:
            same = _find_same(form)
            if same is not None:
                return _to_review(same)
            _say_already_there(form)
        else:
            db().commit()
            return done(_("The review is open."), "reviews.show", review_id=review.id)
    reviews = queries.list_reviews(db(), council_id=council().id)
    years = propose_years(queries.years_of(reviews[0]) if reviews else None, today())
    length = query_number("baseline", most=BASELINES[-1]) or BASELINES[1]
    if request.method != "POST":
        _fill(form, years, propose_baseline(years, length))
    return render_template(
        "reviews/new.html",
        form=form,
        years=years,
        baselines=[(count, propose_baseline(years, count)) for count in BASELINES],
        is_short=is_short_baseline,
        latest=queries.years_of(reviews[0]) if reviews else None,
    )


def edit(review_id: int) -> str | Response:
    """Change a draft's years, day and method notes."""
    review = get_review(review_id)
    if review.adopted_on:
        return locked(review)
    form = ReviewForm(obj=review)
    is_conflict = False
    if form.validate_on_submit():
        try:
            services.change_review(db(), review=review, plan=form.plan(), shown=shown(), by=act())
            db().commit()
            return done(_("The review is saved."), "reviews.show", review_id=review_id)
        except AlreadyThere:
            _say_already_there(form)
            review = get_review(review_id)
        except Adopted:
            abort(409)
        except EditConflict:
            db().rollback()
            is_conflict = True
    saved = ReviewForm(formdata=None, obj=review)
    if is_conflict and saved.plan() == form.plan():
        return _to_review(review)
    saved.accepts_short.data = saved.needs_acceptance
    if request.method != "POST":
        form.accepts_short.data = form.needs_acceptance
    return render_template(
        "reviews/edit.html",
        review=review,
        form=form,
        period=queries.years_of(review),
        shown=fingerprint(review) if is_conflict else shown(fingerprint(review)),
        saved=in_words(saved) if is_conflict else None,
    )


def remove(review_id: int) -> str | Response:
    """Remove a draft, after asking."""
    review = get_review(review_id)
    if review.adopted_on:
        return locked(review)
    if request.method != "POST":
        return render_template(
            "reviews/remove.html", review=review, period=queries.years_of(review)
        )
    try:
        remove_record(db(), row=review, by=act())
    except Adopted:
        abort(409)
    db().commit()
    return done(_("The review is removed."), "reviews.index")


def check(review_id: int) -> str | Response:
    """Show what each indicator's data lacks, and note that somebody has gone through it."""
    review = get_review(review_id)
    if request.method == "POST":
        return _mark_checked(review)
    content = queries.shown_content(db(), council=council(), review=review)
    checked, shared = without_shared(check_data(content, today=today()))
    return render_template(
        "reviews/check.html",
        review=review,
        content=content,
        short=is_short_baseline(content.before),
        shared=[gettext(GAP_WORDS[gap], years="") for gap in shared],
        lacking=[_check_line(one) for one in checked if one.gaps],
        whole=[one.indicator.series.label for one in checked if not one.gaps],
    )


def adopt(review_id: int) -> str | Response:
    """Adopt a draft: what it shows is frozen."""
    review = get_review(review_id)
    form = AdoptionForm(today=today(), last_year=review.last_year)
    if review.adopted_on:
        return _to_review(review) if _is_same_adoption(form, review) else locked(review)
    if form.validate_on_submit():
        try:
            services.adopt(
                db(),
                council=council(),
                review=review,
                adopted_on=form.adopted_on.data,
                registry_number=form.registry_number.data or "",
                now=now(),
                by=act(),
            )
        except (Adopted, EditConflict):
            abort(409)
        db().commit()
        return done(_("The review is adopted and frozen."), "reviews.show", review_id=review_id)
    if request.method != "POST":
        form.adopted_on.data = min(review.decision_on or today(), today())
    content = queries.load_content(db(), council=council(), review=review)
    return render_template(
        "reviews/adopt.html",
        review=review,
        form=form,
        period=queries.years_of(review),
        left=list_left(content),
        is_checked=review.data_checked_on is not None,
    )


def correct(review_id: int) -> str | Response:
    """Make a new edition of an adopted review. The older ones can still be read."""
    review = get_review(review_id)
    if not review.adopted_on:
        abort(409 if request.method == "POST" else 404)
    is_conflict = False
    live = queries.load_content(db(), council=council(), review=review)
    form = CorrectionForm(today=today())
    decisions = _decision_forms(live)
    # Each is asked, so that every message comes at once.
    if form.validate_on_submit() & _are_right(decisions):
        correction = _read_correction(form, live, decisions)
        try:
            return _correct(review, correction)
        except EditConflict:
            db().rollback()
            if _is_saved(correction, _find_latest(review), live):
                return _to_review(review)
            is_conflict = True
    if request.method != "POST":
        form.adopted_on.data = today()
        form.registry_number.data = review.registry_number
        form.is_unregistered.data = not review.registry_number
        form.method_notes.data = review.method_notes
    frozen = queries.shown_content(db(), council=council(), review=review)
    latest = _find_latest(review)
    number = str(latest.number) if latest else ""
    return render_template(
        "reviews/correct.html",
        shown=number if is_conflict else shown(number),
        saved=[(_("Version %(number)s", number=number), latest.changes)]
        if latest and is_conflict
        else None,
        review=review,
        form=form,
        period=queries.years_of(review),
        together=FormsTogether(form, *decisions.values()),
        differences=[_difference_line(pair) for pair in differences(frozen, live)],
        needs=[(one.need.name, decisions[one.id]) for one in live.needs],
        areas=[(area, request.form.get(f"area-{area.id}", area.conclusion)) for area in live.areas],
    )


# Their parts -----------------------------------------------------------------------------


def _fill(form: ReviewForm, years: Period, before: Period) -> None:
    form.first_year.data, form.last_year.data = years.first, years.last
    form.baseline_first_year.data, form.baseline_last_year.data = before.first, before.last


def _find_same(form: ReviewForm) -> Review | None:
    """Return the draft that the same form has opened already, as by a double click."""
    plan = form.plan()
    for review in queries.list_reviews(db(), council_id=council().id):
        if not review.adopted_on and ReviewForm(formdata=None, obj=review).plan() == plan:
            return review
    return None


def _is_same_adoption(form: AdoptionForm, review: Review) -> bool:
    sent = (form.adopted_on.data, form.registry_number.data or "")
    return form.validate_on_submit() and sent == (review.adopted_on, review.registry_number)


def _to_review(review: Review) -> Response:
    """Go to a review without a word: what was sent is saved already."""
    return redirect(url_for("reviews.show", review_id=review.id), code=303)


def _say_already_there(form: ReviewForm) -> None:
    form.first_year.errors = [_("There is already a review of these years.")]


def _mark_checked(review: Review) -> Response:
    is_checked = "undo" not in request.form
    try:
        services.mark_checked(db(), review=review, on=today() if is_checked else None, by=act())
    except Adopted:
        abort(409)
    db().commit()
    message = _("The data is checked.") if is_checked else _("The data is to be checked again.")
    return done(message, "reviews.show" if is_checked else "reviews.check", review_id=review.id)


def _check_line(one: CheckedIndicator) -> CheckLine:
    years = ", ".join(str(year) for year in one.missing)
    return CheckLine(one.indicator, tuple(gettext(GAP_WORDS[gap], years=years) for gap in one.gaps))


def _decision_forms(content: ReviewContent) -> dict[int, CorrectedDecisionForm]:
    """Return {need: the part of the form with its decision}."""
    return {
        one.id: CorrectedDecisionForm(
            prefix=f"need-{one.id}-",
            data={"decision": one.need.decision, "reason": one.need.reason},
            meta={"csrf": False},
        )
        for one in content.needs
    }


def _are_right(forms: Mapping[int, CorrectedDecisionForm]) -> bool:
    """Tell whether what was sent of the decisions can be saved. Each is asked for its messages."""
    wrong = [form for form in forms.values() if _is_sent(form) and not form.validate()]
    return not wrong


def _is_sent(form: CorrectedDecisionForm) -> bool:
    """Tell whether a decision stood in what was sent: what did not is left as it is."""
    return form.decision.name in request.form


def _read_correction(
    form: CorrectionForm, live: ReviewContent, decisions: Mapping[int, CorrectedDecisionForm]
) -> services.Correction:
    """Return what was sent. What did not stand in it is left as it is."""
    typed = {area.id: request.form.get(f"area-{area.id}") for area in live.areas}
    return services.Correction(
        adopted_on=form.adopted_on.data,
        registry_number=form.registry_number.data or "",
        changes=form.changes.data,
        method_notes=form.method_notes.data or "",
        conclusions={number: text.strip() for number, text in typed.items() if text is not None},
        decisions={
            number: (one.decision.data, one.reason.data or "")
            for number, one in decisions.items()
            if _is_sent(one)
        },
        replaces=int(shown()) if shown().isdecimal() else 0,
    )


def _correct(review: Review, correction: services.Correction) -> Response:
    try:
        edition = services.correct(
            db(), council=council(), review=review, correction=correction, now=now(), by=act()
        )
    except services.NotAdopted:
        abort(409)
    db().commit()
    message = _("Version %(number)s is adopted and frozen.", number=edition.number)
    return done(message, "reviews.show", review_id=review.id)


def _find_latest(review: Review) -> ReviewEdition | None:
    return queries.find_edition(db(), council_id=council().id, review_id=review.id)


def _is_saved(
    correction: services.Correction, latest: ReviewEdition | None, live: ReviewContent
) -> bool:
    """Tell whether the latest version already says all that was sent, as after a double click."""
    stored = {area.id: area.conclusion for area in live.areas}
    decided = {one.id: (one.need.decision, one.need.reason) for one in live.needs}
    return (
        latest is not None
        and (latest.changes, latest.adopted_on) == (correction.changes, correction.adopted_on)
        and live.method_notes == correction.method_notes
        and correction.conclusions.items() <= stored.items()
        and correction.decisions.items() <= decided.items()
    )


def _difference_line(pair: ReviewedPair) -> DifferenceLine:
    old, later = pair
    named = later or old
    return DifferenceLine(
        named.series.label if named else "",
        _stands(old) if old else _("not there"),
        _stands(later) if later else _("not there"),
    )


def _stands(one: ReviewedIndicator) -> str:
    before, after = verdicts.figure_before_after(one.change)
    return _(
        "%(before)s → %(after)s, %(verdict)s",
        before=before,
        after=after,
        verdict=verdicts.verdict(one.change).lower(),
    )
