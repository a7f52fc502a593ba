"""Writes every message of a Foundmail archive as an EML file, without Foundmail.

Usage: python3 read_archive.py ARCHIVE OUTDIR

Needs the package `zstandard`. Checks BLAKE3 digests if the package `blake3` is installed. OUTDIR must be missing or
empty. The names of the files are ID.eml, with the ids of the archive. ARCHIVE is not changed.

This program uses only information from docs/archive-format.md, to show that the page is complete. If the format
changes, change the page first, and then this program.

Exit: 0 all messages were written; 1 wrong arguments; 2 the archive cannot be read; 3 damage was found and reported.
"""

import base64
import contextlib
import os
import re
import shutil
import sqlite3
import struct
import sys
import tempfile
import urllib.request
import zlib
from collections import namedtuple

import zstandard

try:
    import blake3
except ImportError:
    blake3 = None

NEWEST_FORMAT = 2
HEADER = struct.Struct("<4sB3sQQ32s")
ENTRY = struct.Struct("<QQIB32s")
PLAIN, ZSTD, RECIPE = 0, 1, 2
MARKER = 24
CHUNK = 1 << 20
MOST_CUTS = 10_000
# A part of a message can be a message that has parts itself. This is the deepest nesting.
DEEPEST = 100
# A line with more `>` before `From ` is not quoted.
MOST_SIGNS = 65_536
QUOTED = re.compile(rb"(?m)^>(?=>{0,%d}From )" % (MOST_SIGNS - 1))

Blob = namedtuple("Blob", "id digest pack offset stored size codec")


class Unreadable(Exception):
    """The archive as a whole cannot be read."""


class Damaged(Exception):
    """A blob or a row is damaged."""


class Section:
    """A section of a file that is read like a file."""

    def __init__(self, file, offset, size):
        self.file, self.at, self.left = file, offset, size

    def read(self, size=-1):
        size = self.left if size < 0 else min(size, self.left)
        self.file.seek(self.at)
        data = self.file.read(size)
        self.at += len(data)
        self.left -= len(data)
        return data


class Archive:
    """An archive that is open for reading."""

    def __init__(self, folder, stack):
        self.folder, self.stack = folder, stack
        self.packs = {}
        # The number of parts that were restored in messages.
        self.parts = 0
        lock(os.path.join(folder, "writer.lock"), stack)
        self.catalogue = open_catalogue(folder, stack)
        (self.format,) = self.catalogue.execute("PRAGMA user_version").fetchone()
        if self.format > NEWEST_FORMAT:
            raise Unreadable("its format is %d; this program reads formats up to %d" % (self.format, NEWEST_FORMAT))
        if self.format == 0:
            raise Unreadable("the catalogue has no tables: creating the archive was interrupted")

    def messages(self):
        """Yields the id of each message, and the framing and blob id of the version that is shown."""
        rows = self.catalogue.cursor()
        rows.execute(
            "SELECT m.id, v.framing, v.blob_id FROM message m LEFT JOIN version v ON v.id = m.version_id ORDER BY m.id"
        )
        yield from rows

    def blob(self, column, value):
        """Returns the row of a blob, by its `id` or `digest`."""
        sql = "SELECT id, digest, pack, offset, stored, size, codec FROM blob WHERE %s = ?" % column
        row = self.catalogue.execute(sql, (value,)).fetchone()
        if row is None:
            name = value.hex() if isinstance(value, bytes) else value
            raise Damaged("the catalogue has no blob with %s %s" % (column, name))
        return Blob(*row)

    def original(self, framing, blob_id):
        """Yields the bytes of a message without the quoting of an MBOX."""
        bytes_ = self.bytes_of(self.blob("id", blob_id))
        return unquoted(bytes_) if framing == b"mbox" else bytes_

    def bytes_of(self, blob, depth=0):
        """Yields the original bytes of a blob, and finally checks their number and digest."""
        digest = blake3.blake3() if blake3 else None
        size = 0
        chunks = self.restored(blob, depth) if blob.codec == RECIPE else self.decoded(blob, blob.size)
        for chunk in chunks:
            size += len(chunk)
            if size > blob.size:
                raise self.damaged(blob, "it has more bytes than the catalogue lists")
            if digest:
                digest.update(chunk)
            yield chunk
        if size != blob.size:
            raise self.damaged(blob, "it has %d bytes instead of %d" % (size, blob.size))
        if digest and digest.digest() != blob.digest:
            raise self.damaged(blob, "its digest is wrong")

    def decoded(self, blob, most):
        """Yields at most `most` + 1 decompressed bytes of a blob. For a recipe, these are its entries and skeleton."""
        stored = self.stored(blob)
        if blob.codec not in (PLAIN, ZSTD, RECIPE):
            raise self.damaged(blob, "its codec is %d" % blob.codec)
        reader = stored if blob.codec == PLAIN else zstandard.ZstdDecompressor().stream_reader(stored)
        left = most + 1
        while left > 0:
            try:
                chunk = reader.read(min(CHUNK, left))
            except (zstandard.ZstdError, OSError) as error:
                raise self.damaged(blob, str(error)) from error
            if not chunk:
                return
            left -= len(chunk)
            yield chunk

    def stored(self, blob):
        """Returns the stored bytes of a blob as a section, after checking the blob's header."""
        try:
            if blob.pack not in self.packs:
                path = os.path.join(self.folder, "packs", "%06d.pack" % blob.pack)
                self.packs[blob.pack] = self.stack.enter_context(open(path, "rb"))
            pack = self.packs[blob.pack]
            head = Section(pack, max(blob.offset - HEADER.size, 0), HEADER.size).read()
            length = os.fstat(pack.fileno()).st_size
        except OSError as error:
            raise self.damaged(blob, str(error)) from error
        if head != HEADER.pack(b"FMB1", blob.codec & 255, bytes(3), blob.size, blob.stored, blob.digest):
            raise self.damaged(blob, "the header of the blob differs from the catalogue")
        if blob.offset + blob.stored > length:
            raise self.damaged(blob, "the pack ends before the end of the blob")
        return Section(pack, blob.offset, blob.stored)

    def restored(self, blob, depth):
        """Yields the bytes of a message, restored from its skeleton and its parts."""
        if depth > DEEPEST:
            raise self.damaged(blob, "messages are nested too deeply")
        frame = b"".join(self.decoded(blob, blob.size + 4))
        count = int.from_bytes(frame[:4], "little")
        start = 4 + count * ENTRY.size
        if len(frame) < 4 or count > MOST_CUTS or start > len(frame):
            raise self.damaged(blob, "its recipe cannot be read")
        skeleton = memoryview(frame)[start:]
        kept = 0
        for number, entry in enumerate(ENTRY.iter_unpack(frame[4:start])):
            at, size, line, crlf, digest = entry
            marker = base64.b64encode(blob.digest[:15] + number.to_bytes(3, "big"))
            if at < kept or skeleton[at : at + MARKER] != marker or line % 4 or crlf > 1:
                raise self.damaged(blob, "entry %d of its recipe does not fit its skeleton" % number)
            yield bytes(skeleton[kept:at])
            kept = at + MARKER
            part = self.blob("digest", digest)
            if part.size != size:
                raise self.damaged(part, "its size differs from the one in the recipe of blob %d" % blob.id)
            chunks = self.bytes_of(part, depth + 1)
            yield from encoded(chunks, line, b"\r\n" if crlf else b"\n") if line else chunks
            self.parts += 1
        yield bytes(skeleton[kept:])

    def damaged(self, blob, reason):
        return Damaged("blob %d (packs/%06d.pack, offset %d): %s" % (blob.id, blob.pack, blob.offset, reason))

    def damaged_rows(self):
        """Yields a sentence for each row whose checksum is wrong."""
        names = self.catalogue.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        for (name,) in names:
            table = name.decode().replace('"', '""')
            # Only table_xinfo lists generated columns.
            info = self.catalogue.execute('PRAGMA table_xinfo("%s")' % table).fetchall()
            columns = [column.decode() for _, column, _, _, _, _, hidden in info if not hidden]
            if not any(column == b"check" and hidden for _, column, _, _, _, _, hidden in info):
                continue
            values = ", ".join('"%s", typeof("%s")' % (column, column) for column in columns)
            for row in self.catalogue.execute('SELECT "check", %s FROM "%s"' % (values, table)):
                if row[0] != row_check(row[1::2], row[2::2]):
                    key = row[1].hex() if isinstance(row[1], bytes) else row[1]
                    yield "row %s of the table %s is not as it was written" % (key, name.decode())


def lock(path, stack):
    """Takes a shared lock if the system supports it, so that Foundmail deletes no pack during the reading."""
    try:
        import fcntl

        file = stack.enter_context(open(path, "rb"))
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Unreadable("Foundmail is changing the archive; wait until it has finished, or close Foundmail") from error
    except (ImportError, OSError):
        # No lock is available: another system, a copy without the lock file, or a disk without locks. Then the
        # user must not run Foundmail meanwhile.
        pass


def open_catalogue(folder, stack):
    """Opens the catalogue without changing the folder of the archive."""
    path = os.path.join(folder, "catalogue.sqlite")
    log = path + "-wal"
    if not os.path.isfile(path):
        raise Unreadable("%s contains no catalogue.sqlite" % folder)
    options = "mode=ro&immutable=1"
    if os.path.exists(log) and os.path.getsize(log) > 0:
        # Only SQLite can read the write-ahead log, and it writes files beside the log. So it gets a copy.
        copy = stack.enter_context(tempfile.TemporaryDirectory())
        for file in (path, log):
            shutil.copyfile(file, os.path.join(copy, os.path.basename(file)))
        path, options = os.path.join(copy, "catalogue.sqlite"), "mode=ro"
    address = "file:%s?%s" % (urllib.request.pathname2url(os.path.abspath(path)), options)
    catalogue = stack.enter_context(contextlib.closing(sqlite3.connect(address, uri=True)))
    # Text in a damaged row may not be valid UTF-8.
    catalogue.text_factory = bytes
    return catalogue


def row_check(values, classes):
    """Returns the checksum of a row."""
    check = 0
    for value, storage in zip(values, classes):
        if storage == b"null":
            data = b"\0" + bytes(8)
        elif storage == b"integer":
            data = b"\1" + struct.pack("<q", value)
        elif storage == b"real":
            data = b"\2" + struct.pack("<d", value)
        else:
            data = (b"\3" if storage == b"text" else b"\4") + struct.pack("<Q", len(value)) + value
        check = zlib.crc32(data, check)
    return check


def encoded(chunks, line, ending):
    """Yields base64 in lines of `line` characters. The last line has no line end."""
    row = line // 4 * 3
    waiting, first = b"", True
    for chunk in chunks:
        waiting += chunk
        whole = len(waiting) // row * row
        if whole:
            yield (b"" if first else ending) + lines_of(waiting[:whole], line, ending)
            waiting, first = waiting[whole:], False
    if waiting:
        yield (b"" if first else ending) + base64.b64encode(waiting)


def lines_of(data, line, ending):
    letters = base64.b64encode(data)
    return ending.join(letters[at : at + line] for at in range(0, len(letters), line))


def unquoted(chunks):
    """Yields an MBOX message with the quoting of its `From ` lines removed."""
    begun = b""
    is_within = False
    for chunk in chunks:
        begun += chunk
        end = begun.rfind(b"\n") + 1
        if not end and len(begun) <= MOST_SIGNS + len("From "):
            # More bytes are needed to tell whether the line is quoted.
            continue
        if not end:
            # The line is too long to be a quoted `From ` line, so its remaining bytes are passed on unchanged.
            end = len(begun)
        ready, begun = begun[:end], begun[end:]
        if is_within:
            rest, newline, lines = ready.partition(b"\n")
            yield rest + newline + QUOTED.sub(b"", lines)
        else:
            yield QUOTED.sub(b"", ready)
        is_within = not ready.endswith(b"\n")
    yield begun if is_within else QUOTED.sub(b"", begun)


def write(chunks, path):
    """Writes a file. If this fails, no incomplete file remains."""
    try:
        with open(path + ".part", "xb") as file:
            for chunk in chunks:
                file.write(chunk)
        os.rename(path + ".part", path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.remove(path + ".part")
        raise


def read_archive(folder, out):
    """Writes all messages. Returns the numbers of messages, of restored parts, and of reported damages."""
    if os.path.isdir(out) and os.listdir(out):
        raise FileExistsError("the folder %s is not empty; choose a new folder" % out)
    with contextlib.ExitStack() as stack:
        archive = Archive(folder, stack)
        os.makedirs(out, exist_ok=True)
        messages = damages = 0
        for damage in archive.damaged_rows():
            damages += 1
            print("damaged: %s" % damage, file=sys.stderr)
        for id_, framing, blob_id in archive.messages():
            try:
                write(archive.original(framing, blob_id), os.path.join(out, "%d.eml" % id_))
                messages += 1
            except Damaged as damage:
                damages += 1
                print("damaged: message %d is left out: %s" % (id_, damage), file=sys.stderr)
        return messages, archive.parts, damages


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 1
    try:
        messages, parts, damages = read_archive(*arguments)
    except Unreadable as error:
        print("The archive cannot be read: %s." % error, file=sys.stderr)
        return 2
    except (sqlite3.Error, OSError) as error:
        print("Reading stopped: %s." % error, file=sys.stderr)
        return 2
    if not blake3:
        print("note: the package blake3 is not installed, so digests were not checked", file=sys.stderr)
    print("%d messages written, %d parts" % (messages, parts))
    return 3 if damages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
