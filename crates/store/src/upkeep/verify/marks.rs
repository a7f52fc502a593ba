//! Checks of the log of marks.

use super::{ArchiveDamage, Verifier};
use crate::catalogue::{MARK_LOG, damaged_lines};

/// Checks each line of the log.
pub(super) fn check(verify: &mut Verifier<'_>) {
    let what = match damaged_lines(verify.dir) {
        Ok(0) => return,
        Ok(lines) => format!(
            "{lines} lines of the log of stars and tags are damaged; it is needed only if the catalogue is lost, which \
             still has all stars and tags"
        ),
        Err(error) => format!("the log of stars and tags cannot be read: {error}"),
    };
    verify.damage(ArchiveDamage { what, file: MARK_LOG.to_owned(), offset: None, messages: Vec::new() });
}
