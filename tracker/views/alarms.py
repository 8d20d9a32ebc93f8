"""When members' calendars remind them of meetings."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from tracker.forms.alarms import AlarmForm
from tracker.services import alarms as services
from tracker.text import _
from tracker.views.web import act, council, db, done

blueprint = Blueprint("alarms", __name__, url_prefix="/<slug>/messages/calendar")


@blueprint.route("/", methods=["GET", "POST"])
def edit() -> str | Response:
    """Choose when calendars remind."""
    form = AlarmForm()
    if form.validate_on_submit():
        services.set_alarm(
            db(),
            council=council(),
            minutes=form.minutes(),
            by=act(),
        )
        db().commit()
        return done(_("It is saved, for invitations and changes from now on."), "alarms.edit")
    if request.method != "POST":
        form.show(council().alarm_minutes)
    return render_template("alarms/edit.html", form=form)
