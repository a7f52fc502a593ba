//! Property ids by name, [MS-OXPROPS] section 2. Each is the upper half of the tag.

pub const MESSAGE_CLASS: u16 = 0x001A;
pub const SUBJECT: u16 = 0x0037;
pub const SUBJECT_PREFIX: u16 = 0x003D;
pub const CLIENT_SUBMIT_TIME: u16 = 0x0039;
pub const MESSAGE_DELIVERY_TIME: u16 = 0x0E06;
pub const TRANSPORT_MESSAGE_HEADERS: u16 = 0x007D;
pub const DISPLAY_NAME: u16 = 0x3001;
pub const ATTACH_METHOD: u16 = 0x3705;
pub const ATTACH_DATA: u16 = 0x3701;
pub const MESSAGE_CODEPAGE: u16 = 0x3FFD;
pub const INTERNET_CODEPAGE: u16 = 0x3FDE;
