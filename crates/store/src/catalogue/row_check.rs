//! The checksum of each row of the catalogue. `SQLite` has no checksums for rows, so a flipped bit in a subject
//! would otherwise go unnoticed.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;

/// Registers the function `row_check` on a connection. Without the function, `SQLite` refuses all changes on the
/// connection.
pub(crate) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("row_check", -1, flags, |context| {
        let mut sum = crc32fast::Hasher::new();
        for column in 0..context.len() {
            add_value(&mut sum, context.get_raw(column));
        }
        Ok(i64::from(sum.finalize()))
    })
}

/// Adds a value with its type and length. Without them, two different rows could have the same checksum.
fn add_value(sum: &mut crc32fast::Hasher, value: ValueRef<'_>) {
    let (class, bytes): (u8, &[u8]) = match value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(number) => return add_number(sum, 1, number.to_le_bytes()),
        ValueRef::Real(number) => return add_number(sum, 2, number.to_bits().to_le_bytes()),
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(bytes) => (4, bytes),
    };
    add_number(sum, class, (bytes.len() as u64).to_le_bytes());
    sum.update(bytes);
}

fn add_number(sum: &mut crc32fast::Hasher, class: u8, number: [u8; 8]) {
    let mut bytes = [class; 9];
    if let Some(rest) = bytes.last_chunk_mut::<8>() {
        *rest = number;
    }
    sum.update(&bytes);
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::register;

    #[test]
    fn rows_with_different_types_or_lengths_have_different_checksums() {
        let connection = Connection::open_in_memory().unwrap();
        register(&connection).unwrap();
        let rows = ["1", "'1'", "1.0", "x'31'", "NULL", "''", "x''", "'a', 'bc'", "'ab', 'c'", "1, NULL"];
        let sums = rows.map(|row| {
            let sum =
                connection.query_row(&format!("SELECT row_check({row})"), [], |row| row.get::<_, i64>(0));
            sum.unwrap()
        });
        let mut different = sums.to_vec();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), rows.len(), "{sums:?}");
    }
}
