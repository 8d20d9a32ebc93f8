"""Figures from files and other systems: looked through first, brought in, undone."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.domain.data_imports import Undone
from tracker.domain.import_diff import CellState
from tracker.domain.import_plans import ImportPlan
from tracker.domain.terms import ImportKind, ImportState
from tracker.forms.data_imports import (
    ChoicesForm,
    FiguresForm,
    YearForm,
    read_choices,
    show_choices,
)
from tracker.importing.rows import NotReadable
from tracker.models import DataImport
from tracker.queries import data_imports as queries
from tracker.queries.programmes import list_goals
from tracker.services import data_imports as services
from tracker.services.conflicts import EditConflict
from tracker.text import _, ngettext
from tracker.views import import_pages as pages
from tracker.views.web import act, council, db, done, shown

WRITTEN = (CellState.NEW, CellState.CHANGED)

blueprint = Blueprint("data_imports", __name__, url_prefix="/<slug>/imports")


@blueprint.get("/")
def index() -> str:
    """List what has come in, the latest first."""
    found = queries.list_imports(db(), council_id=council().id)
    return render_template("data_imports/index.html", imports=found, **pages.words())


@blueprint.route("/new", methods=["GET", "POST"])
def upload() -> str | Response:
    """Take a file, and show what is in it. Nothing is saved but the file's figures themselves."""
    form = FiguresForm()
    if form.validate_on_submit():
        with form.file.data.stream as sent:
            data = sent.read(services.MOST_BYTES + 1)
        try:
            made = services.propose_file(
                db(), council=council(), data=data, name=form.file.data.filename, by=act()
            )
        except NotReadable as refused:
            form.file.errors = [str(refused)]
        else:
            db().commit()
            return redirect(url_for("data_imports.show", import_id=made.id), code=303)
    return render_template("data_imports/upload.html", form=form)


@blueprint.route("/<int:import_id>", methods=["GET", "POST"])
def show(import_id: int) -> str | Response:
    """Show what an import would do, or did, value by value; keep what is chosen about it."""
    data_import = _find(import_id)
    if data_import.state is not ImportState.PROPOSED:
        return _ended_page(data_import)
    if data_import.kind is ImportKind.TABLES:
        return _tables_page(import_id)
    page = _Page.open(data_import)
    if request.method == "POST":
        page = page.as_sent()
        if page.is_right:
            page.keep()
            db().commit()
            return done(
                _("Your choices are saved. Look through what will come in."),
                "data_imports.show",
                "values",
                import_id=import_id,
            )
    return page.render()


@blueprint.post("/<int:import_id>/apply")
def apply(import_id: int) -> str | Response | tuple[str, int]:
    """Bring in what was looked through."""
    data_import = _find(import_id)
    if data_import.state is not ImportState.PROPOSED:
        return _moved_on(import_id)
    if data_import.kind is ImportKind.TABLES:
        return _tables_page(import_id)
    page = _Page.open(data_import).as_sent()
    if not page.is_right:
        return page.render()
    try:
        page.keep()
        services.apply(db(), council=council(), data_import=data_import, by=act(), shown=shown())
    except services.NotOpen:
        db().rollback()
        return _moved_on(import_id)
    except (EditConflict, services.NotAnswered):
        db().rollback()
        return _look_again(import_id)
    db().commit()
    return done(_("The figures are brought in."), "data_imports.show", import_id=import_id)


@blueprint.post("/<int:import_id>/undo")
def undo(import_id: int) -> Response:
    """Put everything back that an import changed."""
    try:
        undone = services.undo(db(), data_import=_find(import_id), by=act())
    except services.NotOpen:
        db().rollback()
        return _moved_on(import_id)
    except EditConflict:
        db().rollback()
        flash(_("Somebody changed the figures meanwhile. Try again."), "error")
        return redirect(url_for("data_imports.show", import_id=import_id), code=303)
    db().commit()
    flash(_undone_words(undone), "ok")
    for left in pages.left_words(undone):
        flash(left, "error")
    return redirect(url_for("data_imports.show", import_id=import_id), code=303)


@blueprint.post("/<int:import_id>/discard")
def discard(import_id: int) -> Response:
    """Throw away what was never brought in."""
    try:
        services.discard(db(), data_import=_find(import_id), by=act())
    except services.NotOpen:
        db().rollback()
        return _moved_on(import_id)
    db().commit()
    return done(_("It is thrown away. Nothing of it was saved."), "data_imports.index")


@dataclass(frozen=True)
class _Page:
    """An import that is not brought in yet, with what is chosen about it."""

    data_import: DataImport
    plan: ImportPlan
    form: ChoicesForm
    year: YearForm

    @classmethod
    def open(cls, data_import: DataImport) -> "_Page":
        """Plan an import as its choices are now."""
        plan = services.plan(db(), council=council(), data_import=data_import)
        choices = services.choices_of(data_import)
        form = show_choices(
            plan,
            choices=choices,
            indicators=queries.list_known_indicators(db(), council_id=council().id),
            goals=list_goals(db(), council_id=council().id),
        )
        year = YearForm(data={"year": choices.year})
        return cls(data_import, plan, form, year)

    def as_sent(self) -> "_Page":
        """Return the page with what the person chose on it."""
        year = YearForm(request.form)
        is_right = year.validate()
        said = year.year.data if self.asks_year and is_right else self.form.choices.year
        form = read_choices(self.form, self.plan, request.form, year=said)
        return _Page(self.data_import, self.plan, form, year)

    @property
    def asks_year(self) -> bool:
        """Tell whether the file names no year."""
        return self.plan.lacks_year or self.form.choices.year is not None

    @property
    def is_right(self) -> bool:
        """Tell whether all that was sent can be used."""
        return not self.form.errors and not self.year.errors

    def keep(self) -> None:
        """Keep what was chosen."""
        services.choose(db(), data_import=self.data_import, choices=self.form.choices, by=act())

    def render(self) -> str:
        """Show it all."""
        changes = services.changes_of(db(), council=council(), plan=self.plan)
        summary = pages.summary(self.plan)
        same_file = queries.find_same_file(
            db(),
            council_id=council().id,
            file_hash=self.data_import.file_hash,
            but=self.data_import.id,
        )
        return render_template(
            "data_imports/show.html",
            data_import=self.data_import,
            plan=self.plan,
            form=self.form,
            year_form=self.year,
            asks_year=self.asks_year,
            errors=_Together(self.form, self.year),
            same_file=same_file if self.data_import.file_hash else None,
            shown=services.as_shown(changes),
            has_changes=bool(changes),
            summary=summary,
            to_write=sum(count for state, _word, count in summary if state in WRITTEN),
            lines=pages.lines(self.plan, self.form),
            file_places=pages.places(self.plan, self.form),
            values=pages.chosen_values(self.plan),
            **pages.words(),
        )


@dataclass(frozen=True)
class _Together:
    """What is wrong with either form."""

    form: ChoicesForm
    year: YearForm

    def error_list(self) -> Sequence[tuple[str, str]]:
        return [*self.year.error_list(), *self.form.error_list()]


def _find(import_id: int) -> DataImport:
    found = queries.find_import(db(), council_id=council().id, import_id=import_id)
    if found is None:
        abort(404)
    return found


def _tables_page(import_id: int) -> Response:
    return redirect(url_for("programme_tables.show", import_id=import_id), code=303)


def _ended_page(data_import: DataImport) -> str:
    return render_template(
        "data_imports/ended.html",
        data_import=data_import,
        written=pages.written(data_import),
        **pages.words(),
    )


def _moved_on(import_id: int) -> Response:
    flash(_("Somebody else has done this already. This is how it is now."), "error")
    return redirect(url_for("data_imports.show", import_id=import_id), code=303)


def _look_again(import_id: int) -> Response | tuple[str, int]:
    """Keep what was chosen, and show what has become different since the page was opened."""
    try:
        _Page.open(_find(import_id)).as_sent().keep()
    except services.NotOpen:
        db().rollback()
        return _moved_on(import_id)
    db().commit()
    page = _Page.open(_find(import_id))
    if page.plan.is_ready:
        flash(
            _(
                "What will come in is no longer what the page showed. Look through it and bring "
                "it in again. Nothing is saved yet."
            ),
            "error",
        )
    else:
        flash(_("Something must be said first. Nothing is saved yet."), "error")
    return page.render(), 409


def _undone_words(undone: Undone) -> str:
    return ngettext(
        "It is undone: one row is as before.",
        "It is undone: %(num)s rows are as before.",
        undone.taken_back,
    )
