//! States of rows: enums in Rust, words in the catalogue.

/// Makes an enum storable as a word. A row can be damaged, and one damaged row must not make a whole list unreadable, so a
/// word that no release writes is read as the variant after `else`. `verify` names such a row by its checksum.
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
