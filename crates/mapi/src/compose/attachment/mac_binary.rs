//! Attachments from a Mac, encoded as `MacBinary` according to `PidTagAttachEncoding`, [MS-OXCMSG] 2.2.2.20. The data
//! fork is the file that other systems can open.

use crate::{Attachment, Data, PropertySet, decode_code_page, tags};

/// A `MacBinary` file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MacFile {
    pub(crate) name: String,
    /// Offset of the data fork. `length` is the length of the data fork.
    pub(crate) start: u64,
    pub(crate) length: u64,
    /// True if the file also has a resource fork.
    pub(crate) has_resources: bool,
}

/// The value of `PidTagAttachEncoding` for `MacBinary`.
const MAC_BINARY: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x14, 0x03, 0x0B, 0x01];
const HEADER: u64 = 128;

impl MacFile {
    /// Parses an attachment, or returns `None` if it is not `MacBinary`.
    pub(crate) fn of(attachment: &Attachment, data: &Data) -> Option<Self> {
        is_mac(&attachment.props).then(|| Self::parse(data)).flatten()
    }

    fn parse(data: &Data) -> Option<Self> {
        const ROMAN: u32 = 10_000;
        let header = data.read_at_most(HEADER).0;
        let size =
            |at: usize| header.get(at..)?.first_chunk().copied().map(u32::from_be_bytes).map(u64::from);
        let zero = |at: usize| header.get(at) == Some(&0);
        let length = usize::from(*header.get(1)?);
        if !(zero(0) && zero(74) && (1..=63).contains(&length)) {
            return None;
        }
        let name = decode_code_page(header.get(2..)?.get(..length)?, Some(ROMAN));
        let second = header.get(120..122)?.first_chunk().copied().map(u16::from_be_bytes)?;
        let (length, resources) = (size(83)?, size(87)?);
        let start = HEADER.checked_add(u64::from(second).next_multiple_of(HEADER))?;
        let fits = start.checked_add(length)? <= data.len() && length > 0;
        fits.then_some(Self { name, start, length, has_resources: resources > 0 })
    }
}

fn is_mac(props: &PropertySet) -> bool {
    props.structure(tags::ATTACH_ENCODING).is_some_and(|encoding| encoding == MAC_BINARY)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{MAC_BINARY, MacFile};
    use crate::{Attachment, Data, Value, tags};

    pub(crate) fn mac_binary(name: &str, data: &[u8], resources: u8) -> Attachment {
        let mut bytes = vec![0; 128];
        bytes[1] = u8::try_from(name.len()).unwrap();
        bytes[2..2 + name.len()].copy_from_slice(name.as_bytes());
        bytes[86] = u8::try_from(data.len()).unwrap();
        bytes[90] = resources;
        bytes.extend(data);
        let mut attachment = Attachment::default();
        attachment.props.insert(tags::ATTACH_ENCODING, Value::Binary(Data::Inline(MAC_BINARY.to_vec())));
        attachment.content = crate::AttachmentContent::Value(Data::Inline(bytes));
        attachment
    }

    #[track_caller]
    fn check(attachment: &Attachment, expected: Option<(&str, u64, u64, bool)>) {
        let crate::AttachmentContent::Value(data) = &attachment.content else { panic!() };
        let found = MacFile::of(attachment, data);
        let found =
            found.as_ref().map(|file| (file.name.as_str(), file.start, file.length, file.has_resources));
        assert_eq!(found, expected);
    }

    #[test]
    fn files_from_a_mac() {
        check(&mac_binary("Letter", b"text", 0), Some(("Letter", 128, 4, false)));
        check(&mac_binary("Letter", b"text", 9), Some(("Letter", 128, 4, true)));
        check(&mac_binary("", b"text", 0), None);
        check(&mac_binary("Only resources", b"", 9), None);
        let mut plain = mac_binary("Letter", b"text", 0);
        plain.props = crate::PropertySet::new();
        check(&plain, None);
        let mut cut = mac_binary("Letter", b"text", 0);
        cut.content = crate::AttachmentContent::Value(Data::Inline(vec![0; 20]));
        check(&cut, None);
    }
}
