//! Reading conversations and messages.

mod body;
mod conversation;
mod show;

pub(crate) use conversation::missing;
pub use show::{MessageJson, ShowAs};

use foundmail_mail::{Message, parse_skeleton};
use foundmail_store::MessageId;

use crate::{Archive, ArchiveError};

impl Archive {
    /// What a message says. Its large attachments are not read for that.
    pub(crate) fn parsed(&self, message: u32) -> Result<Message, ArchiveError> {
        let reader = self.store.reader()?;
        let stored = reader.stored(MessageId(message))?;
        Ok(stored.with(|mail| parse_skeleton(mail, stored.framing)))
    }
}
