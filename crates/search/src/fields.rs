//! Fields of the index.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::query::Place;
use crate::tokenizer::{NAMES, WORDS};

/// The index's fields. Changing them needs a new [`FORMAT`](crate::index::FORMAT). Nothing is stored: what was indexed
/// lies in the archive.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub schema: Schema,
    /// The message's id.
    pub id: Field,
    /// The conversation's id when the message was indexed.
    pub thread: Field,
    /// Seconds since 1970.
    pub date: Field,
    /// Bytes.
    pub size: Field,
    pub subject: Field,
    /// The writer's own words.
    pub own: Field,
    /// What the writer quoted.
    pub quoted: Field,
    /// Names and addresses, in words.
    pub from: Field,
    pub to: Field,
    pub cc: Field,
    pub bcc: Field,
    /// Names of attachments.
    pub filename: Field,
    /// Text in attachments.
    pub attachment: Field,
    /// People, each one term, see [`person`](crate::people::term).
    pub person: Field,
    /// Who wrote it, for counting.
    pub sender: Field,
    /// `has:attachment`, `kind:mail`, `type:pdf`, `is:damaged`.
    pub tag: Field,
}

impl Fields {
    pub(crate) fn new() -> Self {
        let mut builder = Schema::builder();
        let text = |tokenizer| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions);
            TextOptions::default().set_indexing_options(indexing)
        };
        let words = text(WORDS);
        let number: NumericOptions = FAST.into();
        Self {
            id: builder.add_u64_field("id", FAST | INDEXED),
            thread: builder.add_u64_field("thread", number.clone()),
            date: builder.add_i64_field("date", number.clone()),
            size: builder.add_u64_field("size", number),
            subject: builder.add_text_field("subject", words.clone()),
            own: builder.add_text_field("own", words.clone()),
            quoted: builder.add_text_field("quoted", words.clone()),
            from: builder.add_text_field("from", words.clone()),
            to: builder.add_text_field("to", words.clone()),
            cc: builder.add_text_field("cc", words.clone()),
            bcc: builder.add_text_field("bcc", words.clone()),
            filename: builder.add_text_field("filename", text(NAMES)),
            attachment: builder.add_text_field("attachment", words),
            person: builder.add_text_field("person", STRING),
            sender: builder.add_text_field("sender", TextOptions::default().set_fast("raw")),
            tag: builder.add_text_field("tag", STRING | FAST),
            schema: builder.build(),
        }
    }

    /// The fields in which a place's words stand, with how much a hit there counts for the best match.
    pub(crate) fn of(&self, place: Place) -> Vec<(Field, f32)> {
        match place {
            Place::Anywhere => vec![
                (self.subject, 3.0),
                (self.own, 1.0),
                (self.quoted, 0.3),
                (self.from, 2.5),
                (self.to, 1.5),
                (self.cc, 1.0),
                (self.bcc, 1.0),
                (self.filename, 2.0),
                (self.attachment, 0.5),
            ],
            Place::From => vec![(self.from, 1.0)],
            Place::To => vec![(self.to, 1.0), (self.cc, 1.0), (self.bcc, 1.0)],
            Place::Cc => vec![(self.cc, 1.0)],
            Place::Bcc => vec![(self.bcc, 1.0)],
            Place::With => vec![(self.from, 1.0), (self.to, 1.0), (self.cc, 1.0), (self.bcc, 1.0)],
            Place::Subject => vec![(self.subject, 1.0)],
            Place::Body => vec![(self.own, 1.0), (self.quoted, 0.3)],
            Place::Filename => vec![(self.filename, 1.0)],
            Place::Attachment => vec![(self.attachment, 1.0)],
        }
    }

    /// True if people's names stand in a field.
    pub(crate) fn is_people(&self, field: Field) -> bool {
        [self.from, self.to, self.cc, self.bcc].contains(&field)
    }
}
