//! The fields of the index.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::query::Scope;
use crate::tokenizer::{NAMES, WORDS};

/// The fields of the index. If they change, the format number (`FORMAT` in `index.rs`) must change too. The index
/// stores no field values, because the archive contains the messages.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub schema: Schema,
    /// The message's id.
    pub id: Field,
    /// The id that the thread had when the message was indexed.
    pub thread: Field,
    /// The date, in seconds since 1970.
    pub date: Field,
    /// The size, in bytes.
    pub size: Field,
    pub subject: Field,
    /// Own text.
    pub own: Field,
    /// Quoted text.
    pub quoted: Field,
    /// Words of names and addresses.
    pub from: Field,
    pub to: Field,
    pub cc: Field,
    pub bcc: Field,
    /// Names of attachments.
    pub filename: Field,
    /// Text in attachments.
    pub attachment: Field,
    /// Senders and recipients, each as one term ([`term`](crate::people::term)).
    pub person: Field,
    /// The sender, by which messages are counted.
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

    /// Returns the fields of a scope. The weight of each field multiplies the score of a match in the field.
    pub(crate) fn of(&self, scope: Scope) -> Vec<(Field, f32)> {
        let all = [
            (Scope::SUBJECT, self.subject, 3.0),
            (Scope::OWN_TEXT, self.own, 1.0),
            (Scope::QUOTED_TEXT, self.quoted, 0.3),
            (Scope::FROM, self.from, 2.5),
            (Scope::TO_ONLY, self.to, 1.5),
            (Scope::CC, self.cc, 1.0),
            (Scope::BCC, self.bcc, 1.0),
            (Scope::FILENAME, self.filename, 2.0),
            (Scope::ATTACHMENT, self.attachment, 0.5),
        ];
        // A search within a scope uses equal weights, except that quoted text still has a low weight.
        let weight = |part, weight| match part {
            Scope::QUOTED_TEXT => weight,
            _ if scope == Scope::ANYWHERE => weight,
            _ => 1.0,
        };
        let fields = all.into_iter().filter(|(part, ..)| scope.intersects(*part));
        fields.map(|(part, field, anywhere)| (field, weight(part, anywhere))).collect()
    }

    /// Returns true for a field with the names and addresses of people.
    pub(crate) fn is_people(&self, field: Field) -> bool {
        [self.from, self.to, self.cc, self.bcc].contains(&field)
    }
}
