"""The editable programme as a browser has it: every field with its value, in order."""

from xml.etree.ElementTree import Element

import html5lib
from sqlmodel import select
from werkzeug.datastructures import MultiDict

from tests.views.browsing import text_of
from tracker import clock
from tracker.db import open_session
from tracker.models import Goal

THIS_YEAR = clock.now().year


def fields_of(page: str, form_class: str = "tree") -> MultiDict[str, str]:
    """Return what a browser would send if nothing were typed."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    form = next(one for one in document.iter("form") if one.get("class") == form_class)
    fields: MultiDict[str, str] = MultiDict()
    for element in form.iter():
        name = element.get("name")
        if name is None or element.tag == "button":
            continue
        if element.get("type") == "checkbox" and element.get("checked") is None:
            continue
        fields.add(name, _value(element))
    return fields


def _value(element: Element) -> str:
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [one for one in options if one.get("selected") is not None] or options[:1]
        return chosen[0].get("value", "") if chosen else ""
    if element.tag == "textarea":
        return (element.text or "").removeprefix("\n")
    return element.get("value", "y" if element.get("type") == "checkbox" else "")


def opened(client, address):
    """Open the page and return its fields."""
    return fields_of(text_of(client.get(address)))


def send(client, address, fields, **typed):
    """Send the fields with what is typed over them. A name is written with _ for its first -."""
    for name, value in typed.items():
        fields[name.replace("_", "-", 1)] = value
    return client.post(address, data=fields)


def stored(engine, model):
    with open_session(engine) as session:
        return session.exec(select(model).order_by(model.id)).all()


def titles(engine):
    return [(goal.number, goal.title) for goal in stored(engine, Goal)]
