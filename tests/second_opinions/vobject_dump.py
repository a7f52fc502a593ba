"""Prints the cards that vobject finds in an address book, as one JSON object per line.

Usage: python3 vobject_dump.py FILE

vobject checks the required properties of version 3.0. A card that breaks a rule has the key "error".
"""

import json
import sys

import vobject


def record(card):
    def texts(*names):
        return [str(line.value) for line in card.lines() if line.name in names]

    found = {
        "version": texts("VERSION"),
        "name": texts("FN"),
        "addresses": texts("EMAIL"),
        "telephones": texts("TEL"),
        "kind": texts("KIND", "X-ADDRESSBOOKSERVER-KIND"),
        "members": texts("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER"),
        "uid": texts("UID"),
        "categories": [value for line in card.lines() if line.name == "CATEGORIES" for value in line.value],
        "pictures": [len(line.value) for line in card.lines() if line.name == "PHOTO" and isinstance(line.value, bytes)],
    }
    try:
        card.validate(raiseException=True)
    except vobject.base.ValidateError as error:
        found["error"] = str(error)
    return found


with open(sys.argv[1], encoding="utf-8", newline="") as file:
    for card in vobject.readComponents(file.read()):
        print(json.dumps(record(card)))
