"""The programme's tables as files: fetched, edited elsewhere, looked through and saved."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tracker.domain.programme_tables import TABLES, ProgrammeTable
from tracker.domain.table_plan import (
    ROW_STATE_WORDS,
    PlannedRow,
    RowState,
    TableChoices,
    TablesPlan,
)
from tracker.domain.terms import ImportKind, ImportState
from tracker.forms.programme_tables import ApplyTablesForm, TableChoicesForm, TablesForm
from tracker.importing.rows import NotReadable
from tracker.importing.workbooks import MOST_BYTES
from tracker.models import DataImport, Programme
from tracker.queries.data_imports import find_import
from tracker.queries.programme_tables import load_tables
from tracker.services import data_imports as imports
from tracker.services import programme_tables as services
from tracker.services.conflicts import EditConflict
from tracker.text import _, gettext
from tracker.views.web import act, council, db, done, query_number, shown, today

blueprint = Blueprint("programme_tables", __name__, url_prefix="/<slug>/tables")

#: So many rows stand on a page.
ROWS_A_PAGE = 100
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/")
def index() -> str:
    """Offer the tables as files, and take them back."""
    return _index_page(TablesForm(formdata=None))


@blueprint.get("/workbook.xlsx")
def workbook() -> Response:
    """Give every table in one workbook."""
    from tracker.exporting.programme_tables import tables_workbook

    content = tables_workbook(load_tables(db(), council=council()))
    return _file(content, _file_name("xlsx"), _XLSX)


@blueprint.get("/tables.zip")
def zipped() -> Response:
    """Give every table as CSV, in a zip."""
    from tracker.exporting.programme_tables import tables_zip

    content = tables_zip(load_tables(db(), council=council()))
    return _file(content, _file_name("zip"), "application/zip")


@blueprint.get("/<table>.csv")
def one(table: str) -> Response:
    """Give one table as CSV."""
    from tracker.exporting.programme_tables import table_csv

    found = _table(table)
    content = table_csv(load_tables(db(), council=council()), found)
    return _file(content, f"{found.file_name}.csv", "text/csv; charset=utf-8")


@blueprint.post("/new")
def upload() -> str | AnyResponse:
    """Take an edited file, and show what it would do. Nothing of it is saved."""
    form = TablesForm()
    if not form.validate_on_submit():
        return _index_page(form)
    with form.file.data.stream as sent:
        data = sent.read(MOST_BYTES + 1)
    try:
        made = services.propose(
            db(), council=council(), data=data, name=form.file.data.filename, by=act()
        )
    except NotReadable as refused:
        form.file.errors = [str(refused)]
        return _index_page(form)
    db().commit()
    return redirect(url_for("programme_tables.show", import_id=made.id), code=303)


@blueprint.route("/<int:import_id>", methods=["GET", "POST"])
def show(import_id: int) -> str | AnyResponse:
    """Show what a file would do, cell by cell; keep what is said of it."""
    data_import = _find(import_id)
    if data_import.state is not ImportState.PROPOSED:
        return redirect(url_for("data_imports.show", import_id=import_id), code=303)
    if request.method != "POST":
        return _Page.of(data_import).render()
    try:
        _keep_choices(data_import)
    except imports.NotOpen:
        db().rollback()
        return _moved_on(import_id)
    db().commit()
    return done(
        _("Your choices are saved. Look through what will be saved."),
        "programme_tables.show",
        "rows",
        import_id=import_id,
    )


@blueprint.post("/<int:import_id>/apply")
def apply(import_id: int) -> str | AnyResponse | tuple[str, int]:
    """Save the rows that were looked through."""
    data_import = _find(import_id)
    if data_import.state is not ImportState.PROPOSED:
        return _moved_on(import_id)
    page = _Page.of(data_import)
    form = page.offer_years(ApplyTablesForm())
    if not form.validate_on_submit():
        return page.render(form)
    try:
        services.apply(
            db(),
            council=council(),
            data_import=data_import,
            leaves_out=form.leaves_out.data,
            from_year=form.from_year.data,
            by=act(),
            shown=shown(),
        )
    except services.NothingLeftOut:
        form.leaves_out.errors = [_("Say that they are left out, or send a corrected file.")]
        return page.render(form)
    except imports.NotOpen:
        db().rollback()
        return _moved_on(import_id)
    except EditConflict:
        db().rollback()
        return _look_again(import_id)
    db().commit()
    return done(_("The rows are saved."), "data_imports.show", import_id=import_id)


@dataclass(frozen=True)
class _Page:
    """A file that is not saved yet, and what it would do."""

    data_import: DataImport
    plan: TablesPlan

    @classmethod
    def of(cls, data_import: DataImport) -> "_Page":
        """Plan a file as its choices are now."""
        return cls(data_import, services.plan(db(), council=council(), data_import=data_import))

    def offer_years(self, form: ApplyTablesForm) -> ApplyTablesForm:
        """Offer the years that changed wording may begin to hold from."""
        years = services.years_to_begin(self._reworded())
        form.from_year.choices = [(year, _("from %(year)s", year=year)) for year in years]
        return form

    def new_form(self) -> ApplyTablesForm:
        """Return the last form as it is first shown."""
        form = self.offer_years(ApplyTablesForm(formdata=None))
        year = services.suggest_from_year(db(), self._reworded(), year=today().year)
        form.from_year.data = year
        return form

    def _reworded(self) -> list[Programme]:
        return services.list_reworded(db(), council=council(), plan=self.plan)

    def render(self, sent: ApplyTablesForm | None = None) -> str:
        """Show it all."""
        choices = services.choices_of(self.data_import)
        rows = self.rows()
        pages = max(1, -(-len(rows) // ROWS_A_PAGE))
        number = min(query_number("page") or 1, pages)
        return render_template(
            "programme_tables/show.html",
            data_import=self.data_import,
            plan=self.plan,
            rows=rows[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE],
            number=number,
            pages=pages,
            counts=[(state, word, self.plan.count(state)) for state, word in _words().items()],
            left_out=len(self.plan.having(*services.LEFT_OUT)),
            titles=_titles(),
            choices=choices,
            has_conflict=bool(self.plan.having(RowState.CONFLICT)),
            choices_form=TableChoicesForm(formdata=None, obj=choices),
            apply_form=sent or self.new_form(),
            shown=services.as_shown(self.plan),
        )

    def rows(self) -> list[PlannedRow]:
        """Return the rows worth looking at, those that cannot be saved first. Others are counted."""
        places = {state: place for place, state in enumerate(ROW_STATE_WORDS)}
        worth = (row for row in self.plan.rows if row.state is not RowState.SAME or row.notes)
        return sorted(worth, key=lambda row: places[row.state])


def _index_page(form: TablesForm) -> str:
    return render_template("programme_tables/index.html", form=form, tables=TABLES)


def _keep_choices(data_import: DataImport) -> None:
    form = TableChoicesForm()
    choices = TableChoices(
        adds_unknown=form.adds_unknown.data,
        overrides=form.overrides.data,
        organisations=frozenset(request.form.getlist("organisation")),
    )
    services.choose(db(), data_import=data_import, choices=choices, by=act())


def _find(import_id: int) -> DataImport:
    found = find_import(db(), council_id=council().id, import_id=import_id)
    if found is None or found.kind is not ImportKind.TABLES:
        abort(404)
    return found


def _table(name: str) -> ProgrammeTable:
    found = next((table for table in TABLES if table.file_name == name), None)
    if found is None:
        abort(404)
    return found


def _moved_on(import_id: int) -> AnyResponse:
    flash(_("Somebody else has done this already. This is how it is now."), "error")
    return redirect(url_for("data_imports.show", import_id=import_id), code=303)


def _look_again(import_id: int) -> tuple[str, int]:
    """Show what has become different since the page was opened."""
    flash(
        _(
            "Something has been changed here since the page was opened. Look through the rows "
            "again. Nothing is saved yet."
        ),
        "error",
    )
    return _Page.of(_find(import_id)).render(), 409


def _words() -> dict[RowState, str]:
    return {state: gettext(word) for state, word in ROW_STATE_WORDS.items()}


def _titles() -> dict[str, str]:
    return {table.key: table.title for table in TABLES}


def _file_name(suffix: str) -> str:
    return f"{council().slug}-{today().isoformat()}.{suffix}"


def _file(content: bytes, name: str, kind: str) -> Response:
    return Response(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
