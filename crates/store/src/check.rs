//! The checksum that each row of the catalogue carries. `SQLite` itself keeps none: a bit that turns in a subject would go unseen.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;

/// Makes `row_check` known to a connection; whoever writes without it is refused.
pub(crate) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("row_check", -1, flags, |context| {
        let mut sum = crc32fast::Hasher::new();
        for column in 0..context.len() {
            add(&mut sum, context.get_raw(column));
        }
        Ok(i64::from(sum.finalize()))
    })
}

/// A value with its type and length, so that none can pass for another.
fn add(sum: &mut crc32fast::Hasher, value: ValueRef<'_>) {
    let (kind, bytes): (u8, &[u8]) = match value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(number) => return number_of(sum, 1, number.to_le_bytes()),
        ValueRef::Real(number) => return number_of(sum, 2, number.to_bits().to_le_bytes()),
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(bytes) => (4, bytes),
    };
    number_of(sum, kind, (bytes.len() as u64).to_le_bytes());
    sum.update(bytes);
}

fn number_of(sum: &mut crc32fast::Hasher, kind: u8, number: [u8; 8]) {
    let mut bytes = [kind; 9];
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
    fn no_two_rows_have_the_same_sum_by_their_form() {
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
