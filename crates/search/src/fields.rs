//! Fields of the index.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions,
};

use crate::tokenizer::WORDS;

/// The index's fields. Changing them needs a new [`FORMAT`](crate::index::FORMAT).
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
    pub body: Field,
    /// Names and addresses, in words.
    pub from: Field,
    pub to: Field,
    pub cc: Field,
    pub bcc: Field,
    /// Whole addresses in lower case: `from:` and the address, and so on. One term instead of a phrase.
    pub address: Field,
    /// Names of attachments.
    pub filename: Field,
    /// `has:attachment`, `kind:mail`, `type:pdf`, `is:damaged`.
    pub tag: Field,
}

impl Fields {
    pub(crate) fn new() -> Self {
        let mut builder = Schema::builder();
        let with_positions = TextFieldIndexing::default()
            .set_tokenizer(WORDS)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text = TextOptions::default().set_indexing_options(with_positions);
        let number: NumericOptions = FAST.into();
        Self {
            id: builder.add_u64_field("id", FAST | INDEXED),
            thread: builder.add_u64_field("thread", number.clone()),
            date: builder.add_i64_field("date", number.clone()),
            size: builder.add_u64_field("size", number),
            subject: builder.add_text_field("subject", text.clone()),
            body: builder.add_text_field("body", text.clone() | STORED),
            from: builder.add_text_field("from", text.clone()),
            to: builder.add_text_field("to", text.clone()),
            cc: builder.add_text_field("cc", text.clone()),
            bcc: builder.add_text_field("bcc", text.clone()),
            address: builder.add_text_field("address", STRING),
            filename: builder.add_text_field("filename", text),
            tag: builder.add_text_field("tag", STRING),
            schema: builder.build(),
        }
    }
}
