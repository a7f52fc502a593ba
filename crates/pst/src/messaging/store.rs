//! The message store, [MS-PST] 2.4.3.

use foundmail_mapi::{PropertySet, Value};

use crate::directory::NodeDirectory;
use crate::flaw::Flaws;
use crate::format::NodeId;
use crate::ltp::PropertyContext;
use crate::tags;

/// The properties of the message store.
#[derive(Debug, Default)]
pub(crate) struct MessageStore {
    pub display_name: Option<String>,
    /// True if Outlook asks for a password. The data is not encrypted with the password: the store contains only
    /// the CRC of the password.
    pub has_password: bool,
    pub code_page: Option<u32>,
}

impl MessageStore {
    pub(crate) fn read(directory: &NodeDirectory, flaws: &mut Flaws) -> Self {
        let node = directory.node(NodeId::MESSAGE_STORE);
        let store = node.and_then(|node| PropertyContext::open(directory.ndb(), node.node, flaws));
        let Some(store) = flaws.catch(store) else { return Self::default() };
        let mut value = |id| store.value_of(id, flaws);
        let page = |value: Option<Value>| match value {
            Some(Value::I32(page)) => u32::try_from(page).ok().filter(|&page| page != 0),
            _ => None,
        };
        let code_page = page(value(tags::MESSAGE_CODEPAGE))
            .or_else(|| page(value(tags::INTERNET_CODEPAGE)))
            .or_else(|| page(value(tags::CODE_PAGE_ID)));
        let mut texts = PropertySet::new();
        if let Some(code_page) = code_page {
            texts.set_default_code_page(code_page);
        }
        Self {
            display_name: value(tags::DISPLAY_NAME).and_then(|value| texts.text_of(&value)),
            has_password: matches!(value(tags::PST_PASSWORD), Some(Value::I32(crc)) if crc != 0),
            code_page,
        }
    }
}
