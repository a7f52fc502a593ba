"""Prints the entries that icalendar finds in a calendar, as one JSON object per line.

Usage: python3 icalendar_dump.py FILE

Times with a zone are converted to UTC by the definition of the zone in the file. The same keys are printed by
ical_js_dump.mjs. The errors of the library are printed as objects with the key "error".
"""

import datetime
import json
import sys

import icalendar


def moment(value):
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            return value.strftime("%Y-%m-%dT%H:%M:%S")
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


def all_of(component, name):
    values = component.get(name)
    return [] if values is None else values if isinstance(values, list) else [values]


def time_of(component, name):
    return moment(component[name].dt) if name in component else None


def rule_of(component):
    if "RRULE" not in component:
        return None
    return sorted(component["RRULE"].to_ical().decode().split(";"))


def entry(component):
    return {
        "kind": component.name,
        "uid": str(component["UID"]),
        "summary": str(component.get("SUMMARY", "")),
        "text": str(component.get("DESCRIPTION", "")),
        "place": str(component.get("LOCATION", "")),
        "start": time_of(component, "DTSTART"),
        "end": time_of(component, "DTEND"),
        "due": time_of(component, "DUE"),
        "instead_of": time_of(component, "RECURRENCE-ID"),
        "rule": rule_of(component),
        "not_on": sorted(moment(day.dt) for days in all_of(component, "EXDATE") for day in days.dts),
        "people": [str(person) for person in all_of(component, "ATTENDEE")],
        "alarms": len(component.walk("VALARM")),
        "files": [len(file.obj) for file in all_of(component, "ATTACH") if hasattr(file, "obj")],
    }


with open(sys.argv[1], "rb") as file:
    calendar = icalendar.Calendar.from_ical(file.read())
for component in calendar.walk():
    for error in component.errors:
        print(json.dumps({"error": str(error)}))
    if component.name in ("VEVENT", "VTODO", "VJOURNAL"):
        print(json.dumps(entry(component)))
