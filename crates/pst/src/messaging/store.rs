//! The message store, [MS-PST] 2.4.3.

use std::sync::Arc;

use foundmail_mapi::{PropertySet, Value};

use crate::flaw::Flaws;
use crate::ltp::PropertyContext;
use crate::ndb::{Ndb, NodeId};
use crate::tags;

/// What the store says of itself.
#[derive(Debug, Default)]
pub(crate) struct Store {
    pub display_name: Option<String>,
    /// Outlook asks for a password. It protects nothing: the store only holds its CRC.
    pub password: bool,
    pub code_page: Option<u32>,
}

impl Store {
    pub(crate) fn read(ndb: &Arc<Ndb>, flaws: &mut Flaws) -> Self {
        let store =
            ndb.node(NodeId::MESSAGE_STORE).and_then(|node| PropertyContext::open(ndb, node.node, flaws));
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
            password: matches!(value(tags::PST_PASSWORD), Some(Value::I32(crc)) if crc != 0),
            code_page,
        }
    }
}
