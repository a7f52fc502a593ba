//! Property ids of [MS-PST] 2.4, and property ids of [MS-OXPROPS] section 2 that other MAPI formats also use.

pub(crate) use foundmail_mapi::tags::{
    ATTACH_DATA, ATTACH_LONG_PATHNAME, ATTACH_METHOD, ATTACH_PATHNAME, BODY, CLIENT_SUBMIT_TIME,
    CREATION_TIME, DISPLAY_BCC, DISPLAY_CC, DISPLAY_NAME, DISPLAY_TO, HTML, INTERNET_CODEPAGE,
    INTERNET_MESSAGE_ID, LAST_MODIFICATION_TIME, MESSAGE_CLASS, MESSAGE_CODEPAGE, MESSAGE_DELIVERY_TIME,
    MESSAGE_FLAGS, RTF_COMPRESSED, SEARCH_KEY, SENDER_NAME, SUBJECT,
};

/// `PidTagNameidStreamGuid`
pub(crate) const NAMEID_STREAM_GUID: u16 = 0x0002;
/// `PidTagNameidStreamEntry`
pub(crate) const NAMEID_STREAM_ENTRY: u16 = 0x0003;
/// `PidTagNameidStreamString`
pub(crate) const NAMEID_STREAM_STRING: u16 = 0x0004;
/// `PidTagContentCount`
pub(crate) const CONTENT_COUNT: u16 = 0x3602;
/// `PidTagContainerClass`
pub(crate) const CONTAINER_CLASS: u16 = 0x3613;
/// `PidTagCodePageId`
pub(crate) const CODE_PAGE_ID: u16 = 0x66C3;
/// `PidTagPstPassword`
pub(crate) const PST_PASSWORD: u16 = 0x67FF;
/// `PidTagMessageSize`
pub(crate) const MESSAGE_SIZE: u16 = 0x0E08;
/// The property set of values that only this crate reads.
pub(crate) const OWN_SET: [u8; 16] = *b"Foundmail\0names\0";
/// The name in [`OWN_SET`] of the whole subject of an item whose subject is too long for Outlook.
pub(crate) const WHOLE_SUBJECT: &str = "Subject";
