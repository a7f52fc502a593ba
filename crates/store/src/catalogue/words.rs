//! Enums that the catalogue stores as words, such as the states of rows.

/// Makes an enum storable as a word. A damaged row can contain an unknown word, which is read as the variant after
/// `else`. An error instead would make a whole list unreadable. `verify` finds such a row by its checksum.
macro_rules! stored_as_word {
    ($name:ident, $($variant:ident = $word:literal),+; else $fallback:ident) => {
        impl $name {
            /// Returns the word in the catalogue.
            pub(crate) fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            fn of_word(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)+
                    _ => Self::$fallback,
                }
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(rusqlite::types::ToSqlOutput::from(self.word()))
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(
                value: rusqlite::types::ValueRef<'_>,
            ) -> rusqlite::types::FromSqlResult<Self> {
                value.as_str().map(Self::of_word)
            }
        }
    };
}

pub(crate) use stored_as_word;
