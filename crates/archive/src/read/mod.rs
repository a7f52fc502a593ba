//! Reading conversations and messages.

mod body;
mod conversation;
mod show;

pub(crate) use conversation::missing;
pub use show::{MessageJson, ShowAs};

use foundmail_mail::{Message, parse_skeleton};
use foundmail_store::{MessageId, Raw};

use crate::{Archive, ArchiveError};

impl Archive {
    /// The bytes in which a message came, checked against their digest. Read through a view of its own, so that a
    /// large message holds nobody up.
    pub(crate) fn raw(&self, message: u32) -> Result<Raw, ArchiveError> {
        Ok(self.store.reader()?.raw(MessageId(message))?)
    }

    /// What a message says. Its large attachments are not read for that.
    pub(crate) fn parsed(&self, message: u32) -> Result<Message, ArchiveError> {
        let reader = self.store.reader()?;
        let stored = reader.stored(MessageId(message))?;
        Ok(stored.with(|mail| parse_skeleton(mail, stored.framing)))
    }
}
