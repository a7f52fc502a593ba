"""Prints the items that pypff (libpff) finds in a PST or OST file, as one JSON object per line.

Usage: python3 pypff_dump.py FILE

Properties are read as bytes from the record sets and decoded here by Python's codecs. So the decoding is independent
of Foundmail's and of pypff's. For items outside the folder tree (orphans), the folder is null. The keys are those of
tests/src/opinions/record.rs. A key is missing if pypff does not return the value.
"""

import hashlib
import json
import sys

import pypff

EPOCH = 11644473600
# The time that Outlook stores for "no time": 1 January 4501.
NO_TIME = 79870662000
KINDS = {0: "from", 1: "to", 2: "cc", 3: "bcc"}
CODECS = {20127: "ascii", 28591: "latin-1", 65000: "utf-7", 65001: "utf-8", 50220: "iso2022_jp", 51949: "euc_kr", 20866: "koi8-r"}


def codec(page):
    if page in CODECS:
        return CODECS[page]
    if 28591 <= page <= 28605:
        return "iso8859-%d" % (page - 28590)
    name = "cp%d" % page
    try:
        b"".decode(name)
        return name
    except LookupError:
        return "cp1252"


class Properties:
    """The properties of one record set."""

    def __init__(self, entries, page=None):
        self.values = {}
        for entry in entries:
            try:
                # Named properties have numbers from 0x8000. Their numbers differ between files.
                self.values.setdefault(entry.entry_type, (entry.value_type, entry.data))
            except OSError:
                continue
        self.page = self.integer(0x3FFD) or self.integer(0x3FDE) or page or 1252

    def integer(self, tag):
        kind, data = self.values.get(tag, (None, None))
        if kind not in (0x0002, 0x0003, 0x000B) or not data:
            return None
        return int.from_bytes(data, "little", signed=kind != 0x000B)

    def text(self, tag):
        kind, data = self.values.get(tag, (None, None))
        if kind not in (0x001E, 0x001F) or not data:
            return ""
        name = "utf-16-le" if kind == 0x001F else codec(self.page)
        return data.decode(name, "replace").rstrip("\0")

    def binary(self, tag):
        kind, data = self.values.get(tag, (None, None))
        return data if kind == 0x0102 and data else b""

    def time(self, tag):
        kind, data = self.values.get(tag, (None, None))
        if kind != 0x0040 or not data:
            return 0
        ticks = int.from_bytes(data, "little")
        seconds = ticks // 10_000_000 - EPOCH
        return seconds if ticks and seconds < NO_TIME else 0

    def first(self, *tags):
        return next((text for text in map(self.text, tags) if text.strip()), "")


def sets(item, page=None):
    return [Properties(record_set.entries, page) for record_set in item.record_sets]


def attempt(read):
    """Returns the result of `read`, or None if pypff fails."""
    try:
        return read()
    except (OSError, MemoryError, AttributeError, ValueError):
        return None


def subject(props):
    # If the first character is U+0001, the second one is the length of the prefix ("Re: "), [MS-PST] 2.5.3.1.1.1.
    text = props.text(0x0037)
    return text[2:] if text.startswith("\x01") else text


def recipient(props):
    return {
        "kind": KINDS.get((props.integer(0x0C15) or 0) & 0xF, "other"),
        "name": props.text(0x3001),
        "address": props.text(0x3003),
    }


def attachment(item, page):
    props = (sets(item, page) or [Properties([])])[0]
    found = {"name": props.first(0x3707, 0x3704, 0x3001)}
    # pypff cannot open a message that is an attachment, nor a file outside the PST.
    if props.integer(0x3705) == 5:
        found["is_message"] = True
        return found
    size = attempt(lambda: item.size)
    if size is not None:
        # pypff fails if it reads zero bytes.
        data = attempt(lambda: item.read_buffer(size)) if size else b""
        found["size"] = size
        if data is not None:
            found["sha256"] = hashlib.sha256(data).hexdigest()
    return found


def record(item, folder):
    found = {"id": "%#x" % item.identifier, "nid": item.identifier, "folder": folder}
    properties = attempt(lambda: sets(item)) or [Properties([])]
    props = properties[0]
    html = props.binary(0x1013)
    rtf = attempt(lambda: item.rtf_body) if 0x1009 in props.values else b""
    found.update({
        "class": props.text(0x001A),
        "subject": subject(props),
        "sender_name": props.text(0x0C1A),
        "sender_address": props.text(0x0C1F),
        "submitted": props.time(0x0039),
        "delivered": props.time(0x0E06),
        "text": props.text(0x1000),
        "html": html.decode(codec(props.integer(0x3FDE) or props.page), "replace") if html else props.text(0x1013),
        "html_bytes": html.decode("latin-1"),
    })
    if rtf is not None:
        found["rtf"] = hashlib.sha256(rtf.rstrip(b"\0")).hexdigest() if rtf else ""
    # For pypff, appointments, contacts and tasks are generic items without recipients and attachments.
    if isinstance(item, pypff.message):
        people = attempt(lambda: item.recipients)
        if people is not None:
            found["recipients"] = [recipient(props) for props in sets(people, props.page)]
        count = attempt(lambda: item.number_of_attachments)
        if count is not None:
            files = [attempt(lambda: item.get_attachment(index)) for index in range(count)]
            if None not in files:
                found["attachments"] = [attachment(file, props.page) for file in files]
    return found


def walk(folder, path, seen):
    for index in range(attempt(lambda: folder.number_of_sub_messages) or 0):
        item = attempt(lambda: folder.get_sub_message(index))
        if item is not None and item.identifier not in seen:
            seen.add(item.identifier)
            yield record(item, path)
    for index in range(attempt(lambda: folder.number_of_sub_folders) or 0):
        below = attempt(lambda: folder.get_sub_folder(index))
        if below is not None:
            yield from walk(below, [*path, attempt(lambda: below.name) or ""], seen)


def main():
    file = pypff.file()
    file.open(sys.argv[1])
    seen = set()
    for found in walk(file.root_folder, [], seen):
        print(json.dumps(found))
    for index in range(attempt(lambda: file.number_of_orphan_items) or 0):
        item = attempt(lambda: file.get_orphan_item(index))
        # NID_TYPE_NORMAL_MESSAGE, [MS-PST] 2.2.2.1.
        if item is not None and item.identifier & 0x1F == 4 and item.identifier not in seen:
            print(json.dumps(record(item, None)))


main()
