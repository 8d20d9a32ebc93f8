"""What a person says of the programme's tables coming back."""

from flask_wtf.file import FileField

from tracker.forms.fields import Form, tick_field
from tracker.forms.importing import FileChosen
from tracker.forms.records import from_year_field
from tracker.text import mark


class TablesForm(Form):
    """A file with tables that have been edited."""

    file = FileField(
        mark("The edited file"),
        [FileChosen()],
        render_kw={"accept": ".xlsx,.csv,.zip"},
        description=mark("Excel (XLSX), CSV or a zip of CSV files. At most 5 MB and 20 000 rows."),
    )


class TableChoicesForm(Form):
    """What is to become of what the file lacks words for."""

    adds_unknown = tick_field(
        mark("Rows with numbers that are not here are new rows"),
        help=mark("As when the file comes from another council."),
    )
    overrides = tick_field(
        mark("The file holds over what has been changed here since it was fetched"),
        help=mark("Look through those rows first: what others have written is replaced."),
    )


class ApplyTablesForm(Form):
    """The last word before the rows are saved."""

    from_year = from_year_field()
    leaves_out = tick_field(mark("Leave out the rows that cannot be saved"))
