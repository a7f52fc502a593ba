//! Lists the messages that are not the same in both sides. The rows are read one at a time, because a list can be as
//! long as an archive.

use foundmail_store::MessageId;
use serde::{Serialize, Serializer, ser};

use super::differences::{Difference, differences};
use super::loaded::{Loaded, copies};
use super::matching::{Pair, compared};
use super::run::Compared;
use super::side::CompareSide;
use super::side::SideName;
use crate::ArchiveError;
use crate::dates::rfc3339;

/// A message that only one side has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedMessage {
    /// Id in the archive of its side.
    pub id: u32,
    /// RFC 3339 date in UTC.
    pub date: Option<String>,
    /// The sender: the name, or else the address.
    pub from: String,
    /// Subject of the message.
    pub subject: String,
    /// Path of the folder in which the message was found first, from the top.
    pub folder: Vec<String>,
}

/// A message that both sides have, but not with the same content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DifferingMessage {
    /// Id in the archive of the first side.
    pub a: u32,
    /// Id in the archive of the second side.
    pub b: u32,
    /// RFC 3339 date in UTC.
    pub date: Option<String>,
    /// The sender: the name, or else the address.
    pub from: String,
    /// Subject of the message.
    pub subject: String,
    /// The differences.
    pub differences: Vec<Difference>,
}

impl Compared<'_> {
    /// Returns the messages that only one side has, in the order of their ids.
    pub fn only_in(&self, name: SideName) -> impl Iterator<Item = Result<ListedMessage, ArchiveError>> {
        let ([a, b], [only_a, only_b]) = (&self.sides, &self.only);
        let (side, only) = if name == SideName::A { (a, only_a) } else { (b, only_b) };
        only.iter().map(|&message| listed(side, message))
    }

    /// Returns the messages that both sides have, but that differ.
    pub fn differing(&self) -> impl Iterator<Item = Result<DifferingMessage, ArchiveError>> {
        self.differing.iter().map(|pair| differing(self.sides, pair))
    }

    /// Returns the counts and the lists as one JSON document.
    pub fn with_list(&self) -> ComparedList<'_> {
        ComparedList(self)
    }
}

fn listed(side: &CompareSide, message: MessageId) -> Result<ListedMessage, ArchiveError> {
    let row = side.reader.message(message)?;
    let folder = match side.reader.copies_in(message, side.source)?.first() {
        Some(copy) => side.reader.folder_path(copy.folder)?,
        None => Vec::new(),
    };
    Ok(ListedMessage {
        id: row.id.0,
        date: row.date.and_then(rfc3339),
        from: row.envelope.from.first().map(|person| person.shown().to_owned()).unwrap_or_default(),
        subject: row.subject,
        folder,
    })
}

fn differing(sides: [&CompareSide; 2], pair: &Pair) -> Result<DifferingMessage, ArchiveError> {
    let [a, b] = sides;
    let row = listed(a, pair.a)?;
    let of_a = Loaded::of(a, pair.a, &copies(a, pair.a)?)?;
    let of_b = Loaded::of(b, pair.b, &copies(b, pair.b)?)?;
    Ok(DifferingMessage {
        a: pair.a.0,
        b: pair.b.0,
        date: row.date,
        from: row.from,
        subject: row.subject,
        differences: differences(of_a.as_ref().map(compared), of_b.as_ref().map(compared)),
    })
}

/// A comparison with its lists, for JSON.
pub struct ComparedList<'c>(&'c Compared<'c>);

impl Serialize for ComparedList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Document<'c> {
            #[serde(flatten)]
            report: &'c super::report::Comparison,
            list: Lists<'c>,
        }
        #[derive(Serialize)]
        struct Lists<'c> {
            only_a: Rows<'c>,
            only_b: Rows<'c>,
            differing: Rows<'c>,
        }
        let compared = self.0;
        let list = Lists {
            only_a: Rows { compared, only: Some(SideName::A) },
            only_b: Rows { compared, only: Some(SideName::B) },
            differing: Rows { compared, only: None },
        };
        Document { report: &compared.report, list }.serialize(serializer)
    }
}

/// One list, whose rows are read while they are written.
struct Rows<'c> {
    compared: &'c Compared<'c>,
    /// The side of a list of messages that are only there. `None` for the messages that differ.
    only: Option<SideName>,
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.only {
            Some(side) => in_turn(serializer, self.compared.only_in(side)),
            None => in_turn(serializer, self.compared.differing()),
        }
    }
}

fn in_turn<S: Serializer, T: Serialize>(
    serializer: S,
    rows: impl Iterator<Item = Result<T, ArchiveError>>,
) -> Result<S::Ok, S::Error> {
    use ser::SerializeSeq as _;
    let mut list = serializer.serialize_seq(None)?;
    for row in rows {
        list.serialize_element(&row.map_err(ser::Error::custom)?)?;
    }
    list.end()
}
