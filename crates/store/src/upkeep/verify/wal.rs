//! Damage to the write-ahead log of the catalogue.

use std::path::Path;

use super::{ArchiveDamage, Verifier};
use crate::catalogue::damaged_wal::damaged_copies;
use crate::catalogue::wal::{LogState, WAL, check_log};

/// Checks the write-ahead log. This must be called before the catalogue is opened.
pub(super) fn check(dir: &Path, verify: &mut Verifier<'_>) {
    check_damaged_copies(dir, verify);
    let Ok(bytes) = std::fs::read(dir.join(WAL)) else { return };
    match check_log(&bytes) {
        LogState::Whole => {}
        LogState::Torn { offset } => verify.note(format!(
            "The newest change in {WAL} is incomplete at offset {offset} and was ignored. The power failed while it was \
             written, or it was damaged later. If you import the same source again, its messages are read again."
        )),
        LogState::Damaged { offset, lost } => verify.damage(ArchiveDamage {
            what: format!(
                "the log of the newest changes is damaged, and {lost} changes are lost; import the newest sources again, and check your newest stars and tags"
            ),
            file: WAL.to_owned(),
            offset: u64::try_from(offset).ok(),
            messages: Vec::new(),
        }),
    }
}

/// Reports each loss that was noticed when the archive was opened, until the user deletes the copy of the log.
fn check_damaged_copies(dir: &Path, verify: &mut Verifier<'_>) {
    for file in damaged_copies(dir) {
        verify.damage(ArchiveDamage {
            what: "the log of the newest changes was damaged when the archive was opened, and some changes are lost; import \
                   the newest sources again and check your newest stars and tags, then delete this file"
                .to_owned(),
            file,
            offset: None,
            messages: Vec::new(),
        });
    }
}
