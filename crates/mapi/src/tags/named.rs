//! Named properties: the property sets, [MS-OXPROPS] 1.3.2, and their numeric names (LIDs).

/// Returns one of the property sets of Outlook, `{000620xx-0000-0000-C000-000000000046}`, in the byte order of the
/// file.
const fn outlook_set(number: u8) -> [u8; 16] {
    [number, 0x20, 0x06, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
}

/// Returns one of the property sets of MAPI, `{0002xxxx-0000-0000-C000-000000000046}`.
const fn mapi_set(number: u16) -> [u8; 16] {
    let [low, high] = number.to_le_bytes();
    [low, high, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
}

pub const PS_MAPI: [u8; 16] = mapi_set(0x0328);
pub const PS_PUBLIC_STRINGS: [u8; 16] = mapi_set(0x0329);
pub const PS_INTERNET_HEADERS: [u8; 16] = mapi_set(0x0386);
pub const PSETID_APPOINTMENT: [u8; 16] = outlook_set(0x02);
pub const PSETID_TASK: [u8; 16] = outlook_set(0x03);
pub const PSETID_ADDRESS: [u8; 16] = outlook_set(0x04);
pub const PSETID_COMMON: [u8; 16] = outlook_set(0x08);
pub const PSETID_LOG: [u8; 16] = outlook_set(0x0A);
pub const PSETID_SHARING: [u8; 16] = outlook_set(0x40);
pub const PSETID_POST_RSS: [u8; 16] = outlook_set(0x41);
pub const PSETID_NOTE: [u8; 16] = outlook_set(0x0E);
/// The property set `{6ED8DA90-450B-101B-98DA-00AA003F1305}`.
pub const PSETID_MEETING: [u8; 16] =
    [0x90, 0xDA, 0xD8, 0x6E, 0x0B, 0x45, 0x1B, 0x10, 0x98, 0xDA, 0x00, 0xAA, 0x00, 0x3F, 0x13, 0x05];

/// `PidNameKeywords` in [`PS_PUBLIC_STRINGS`]: the categories.
pub const KEYWORDS: &str = "Keywords";

// Names in the property set `PSETID_APPOINTMENT`, [MS-OXOCAL] 2.2.1.
pub const APPOINTMENT_SEQUENCE: u32 = 0x8201;
pub const BUSY_STATUS: u32 = 0x8205;
pub const LOCATION: u32 = 0x8208;
pub const APPOINTMENT_START_WHOLE: u32 = 0x820D;
pub const APPOINTMENT_END_WHOLE: u32 = 0x820E;
pub const APPOINTMENT_DURATION: u32 = 0x8213;
pub const APPOINTMENT_SUB_TYPE: u32 = 0x8215;
pub const APPOINTMENT_RECUR: u32 = 0x8216;
pub const APPOINTMENT_STATE_FLAGS: u32 = 0x8217;
pub const RESPONSE_STATUS: u32 = 0x8218;
pub const EXCEPTION_REPLACE_TIME: u32 = 0x8228;
pub const ALL_ATTENDEES: u32 = 0x8238;
pub const PROPOSED_START_WHOLE: u32 = 0x8250;
pub const PROPOSED_END_WHOLE: u32 = 0x8251;
pub const COUNTER_PROPOSAL: u32 = 0x8257;
pub const RECURRING: u32 = 0x8223;
pub const RECURRENCE_PATTERN: u32 = 0x8232;
pub const TIME_ZONE_STRUCT: u32 = 0x8233;
pub const TIME_ZONE_DESCRIPTION: u32 = 0x8234;
pub const TIME_ZONE_DEFINITION_START_DISPLAY: u32 = 0x825E;
pub const TIME_ZONE_DEFINITION_RECUR: u32 = 0x8260;

// Names in the property set `PSETID_MEETING`, [MS-OXOCAL] 2.2.1.
pub const GLOBAL_OBJECT_ID: u32 = 0x0003;
pub const CLEAN_GLOBAL_OBJECT_ID: u32 = 0x0023;

// Names in the property set `PSETID_COMMON`, [MS-OXCMSG] 2.2.1.
pub const REMINDER_DELTA: u32 = 0x8501;
pub const PRIVATE: u32 = 0x8506;
pub const REMINDER_SET: u32 = 0x8503;
pub const COMMON_START: u32 = 0x8516;
pub const COMMON_END: u32 = 0x8517;
pub const FLAG_REQUEST: u32 = 0x8530;
pub const REMINDER_TIME: u32 = 0x8502;
pub const REMINDER_SIGNAL_TIME: u32 = 0x8560;
pub const MILEAGE: u32 = 0x8534;
pub const BILLING: u32 = 0x8535;
pub const COMPANIES: u32 = 0x8539;
pub const CONTACTS: u32 = 0x853A;
pub const VERB_STREAM: u32 = 0x8520;
pub const VERB_RESPONSE: u32 = 0x8524;
pub const INTERNET_ACCOUNT_NAME: u32 = 0x8580;
pub const INTERNET_ACCOUNT_STAMP: u32 = 0x8581;

// Names in the property set `PSETID_TASK`, [MS-OXOTASK] 2.2.2.
pub const TASK_STATUS: u32 = 0x8101;
pub const PERCENT_COMPLETE: u32 = 0x8102;
pub const TASK_START_DATE: u32 = 0x8104;
pub const TASK_DUE_DATE: u32 = 0x8105;
pub const TASK_ACTUAL_EFFORT: u32 = 0x8110;
pub const TASK_ESTIMATED_EFFORT: u32 = 0x8111;
pub const TASK_ASSIGNER: u32 = 0x8121;
pub const TASK_ACCEPTANCE_STATE: u32 = 0x812A;
pub const TASK_DATE_COMPLETED: u32 = 0x810F;
pub const TASK_RECURRENCE: u32 = 0x8116;
pub const TASK_COMPLETE: u32 = 0x811C;
pub const TASK_OWNER: u32 = 0x811F;

// Names in the property set `PSETID_ADDRESS`, [MS-OXOCNTC] 2.2.1. Add 0x10 or 0x20 for the second or third e-mail
// address.
pub const FILE_UNDER: u32 = 0x8005;
pub const HOME_ADDRESS: u32 = 0x801A;
pub const WORK_ADDRESS: u32 = 0x801B;
pub const OTHER_ADDRESS: u32 = 0x801C;
pub const WORK_ADDRESS_STREET: u32 = 0x8045;
pub const WORK_ADDRESS_CITY: u32 = 0x8046;
pub const WORK_ADDRESS_STATE: u32 = 0x8047;
pub const WORK_ADDRESS_POSTAL_CODE: u32 = 0x8048;
pub const WORK_ADDRESS_COUNTRY: u32 = 0x8049;
pub const WORK_ADDRESS_POST_OFFICE_BOX: u32 = 0x804A;
pub const DISTRIBUTION_LIST_NAME: u32 = 0x8053;
pub const DISTRIBUTION_LIST_ONE_OFF_MEMBERS: u32 = 0x8054;
pub const DISTRIBUTION_LIST_MEMBERS: u32 = 0x8055;
pub const CONTACT_HTML: u32 = 0x802B;
pub const YOMI_FIRST_NAME: u32 = 0x802C;
pub const YOMI_LAST_NAME: u32 = 0x802D;
pub const YOMI_COMPANY_NAME: u32 = 0x802E;
pub const USER_TEXT1: u32 = 0x804F;
pub const USER_TEXT2: u32 = 0x8050;
pub const USER_TEXT3: u32 = 0x8051;
pub const USER_TEXT4: u32 = 0x8052;
pub const DISTRIBUTION_LIST_STREAM: u32 = 0x8064;
pub const FAX1_ADDRESS_TYPE: u32 = 0x80B2;
pub const FAX1_EMAIL_ADDRESS: u32 = 0x80B3;
pub const FAX2_ADDRESS_TYPE: u32 = 0x80C2;
pub const FAX2_EMAIL_ADDRESS: u32 = 0x80C3;
pub const FAX3_ADDRESS_TYPE: u32 = 0x80D2;
pub const FAX3_EMAIL_ADDRESS: u32 = 0x80D3;
pub const FREE_BUSY_LOCATION: u32 = 0x80D8;
pub const BIRTHDAY_LOCAL: u32 = 0x80DE;
pub const WEDDING_ANNIVERSARY_LOCAL: u32 = 0x80DF;
pub const INSTANT_MESSAGING_ADDRESS: u32 = 0x8062;
pub const EMAIL1_DISPLAY_NAME: u32 = 0x8080;
pub const EMAIL1_ADDRESS_TYPE: u32 = 0x8082;
pub const EMAIL1_EMAIL_ADDRESS: u32 = 0x8083;
pub const EMAIL1_ORIGINAL_DISPLAY_NAME: u32 = 0x8084;
pub const EMAIL1_ORIGINAL_ENTRY_ID: u32 = 0x8085;

// Names in the property set `PSETID_LOG`, [MS-OXOJRNL] 2.2.1.
pub const LOG_TYPE: u32 = 0x8700;
pub const LOG_START: u32 = 0x8706;
pub const LOG_DURATION: u32 = 0x8707;
pub const LOG_END: u32 = 0x8708;

// Names in the property set `PSETID_POST_RSS`, [MS-OXORSS] 2.2.1.
pub const POST_RSS_CHANNEL_LINK: u32 = 0x8900;
pub const POST_RSS_ITEM_LINK: u32 = 0x8901;
pub const POST_RSS_CHANNEL: u32 = 0x8904;

// Names in the property set `PSETID_SHARING`, [MS-OXSHARE] 2.2.2.
pub const SHARING_REMOTE_PATH: u32 = 0x8A04;
pub const SHARING_REMOTE_NAME: u32 = 0x8A05;
pub const SHARING_INITIATOR_NAME: u32 = 0x8A07;
pub const SHARING_INITIATOR_SMTP: u32 = 0x8A08;
pub const SHARING_LOCAL_NAME: u32 = 0x8A0F;
pub const SHARING_BROWSE_URL: u32 = 0x8A51;
