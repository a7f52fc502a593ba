//! Decompresses `PidTagRtfCompressed`, [MS-OXRTFCP].

/// The result of a decompression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecompressedRtf {
    /// The RTF up to the damage.
    pub rtf: Vec<u8>,
    /// The damage, if any.
    pub flaw: Option<CompressedRtfFlaw>,
}

/// Damage to a compressed body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CompressedRtfFlaw {
    /// The header is missing, or the type of compression is unknown.
    #[error("the value is not compressed RTF")]
    NotCompressedRtf,
    /// The content ends before its end mark, or before its declared size.
    #[error("the value ends early")]
    Short,
    /// The content is complete, but its checksum does not match.
    #[error("the checksum is wrong")]
    Checksum,
    /// The result would be longer than 256 MiB.
    #[error("the RTF is longer than {LIMIT} bytes")]
    TooLong,
}

/// Maximum size of the result in bytes. No real body is longer. The size of the result is at most 8.5 times the
/// size of the input.
pub const LIMIT: usize = 256 << 20;

/// The initial dictionary, [MS-OXRTFCP] 2.1.2.1.
const INITIAL: &[u8; 207] =
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
    \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
    \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

const HEADER: usize = 16;
const COMPRESSED: &[u8] = b"LZFu";
const UNCOMPRESSED: &[u8] = b"MELA";

/// Returns a value of `PidTagRtfCompressed` that contains RTF without compression, [MS-OXRTFCP] 2.1.3.1.3.
pub fn uncompressed(rtf: &[u8]) -> Vec<u8> {
    let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    // The first number includes the three fields after it. The checksum of uncompressed RTF is zero.
    let header = [number(rtf.len().saturating_add(12)), number(rtf.len())].concat();
    [header.as_slice(), UNCOMPRESSED, &[0; 4], rtf].concat()
}

/// Decompresses the value of `PidTagRtfCompressed`. Decompresses a damaged value up to the damage.
pub fn decompress(bytes: &[u8]) -> DecompressedRtf {
    let Some((header, contents)) = bytes.split_at_checked(HEADER) else {
        return DecompressedRtf { rtf: Vec::new(), flaw: Some(CompressedRtfFlaw::NotCompressedRtf) };
    };
    let size = dword(header, 0);
    let raw_size = usize::try_from(dword(header, 4)).unwrap_or(usize::MAX);
    // `COMPSIZE` includes the three header fields that follow it. Data after the content is padding.
    let declared = usize::try_from(size).unwrap_or(usize::MAX).saturating_sub(12);
    let cut = contents.len() < declared;
    let contents = contents.get(..declared).unwrap_or(contents);
    match header.get(8..12) {
        Some(UNCOMPRESSED) => {
            // Some writers include the header in `RAWSIZE`, so only `COMPSIZE` shows missing data.
            let rtf = contents.get(..raw_size).unwrap_or(contents).to_vec();
            DecompressedRtf { rtf, flaw: cut.then_some(CompressedRtfFlaw::Short) }
        }
        Some(COMPRESSED) => {
            let (rtf, flaw) = inflate(contents, raw_size);
            // The checksum of incomplete content never matches.
            let checksum =
                (flaw.is_none() && crc(contents) != dword(header, 12)).then_some(CompressedRtfFlaw::Checksum);
            DecompressedRtf { rtf, flaw: flaw.or(cut.then_some(CompressedRtfFlaw::Short)).or(checksum) }
        }
        _ => DecompressedRtf { rtf: Vec::new(), flaw: Some(CompressedRtfFlaw::NotCompressedRtf) },
    }
}

/// Decompresses the content, [MS-OXRTFCP] 2.2.2.1. A control byte precedes each group of eight tokens. A token is
/// a byte, or a reference to bytes in the dictionary, which contains the last 4,096 bytes.
fn inflate(contents: &[u8], raw_size: usize) -> (Vec<u8>, Option<CompressedRtfFlaw>) {
    let mut ring = Ring::new();
    let mut out = Vec::with_capacity(raw_size.min(contents.len().saturating_mul(9)).min(LIMIT));
    let mut input = contents.iter().copied();
    while let Some(control) = input.next() {
        for bit in 0..8 {
            if control & (1 << bit) == 0 {
                let Some(byte) = input.next() else {
                    return (out, Some(CompressedRtfFlaw::Short));
                };
                out.push(ring.push(byte));
                continue;
            }
            let (Some(high), Some(low)) = (input.next(), input.next()) else {
                return (out, Some(CompressedRtfFlaw::Short));
            };
            let offset = usize::from(u16::from_be_bytes([high, low]) >> 4);
            let length = usize::from(low & 0x0F).saturating_add(2);
            if offset == ring.write {
                // A reference to the write position is the end mark.
                let flaw = (out.len() < raw_size).then_some(CompressedRtfFlaw::Short);
                return (out, flaw);
            }
            for step in 0..length {
                let byte = ring.get(offset.saturating_add(step));
                out.push(ring.push(byte));
            }
        }
        if out.len() > LIMIT {
            out.truncate(LIMIT);
            return (out, Some(CompressedRtfFlaw::TooLong));
        }
    }
    // Some writers omit the end mark. If the size is correct, nothing is lost.
    let flaw = (out.len() < raw_size).then_some(CompressedRtfFlaw::Short);
    (out, flaw)
}

/// The dictionary, a ring buffer.
struct Ring {
    bytes: [u8; Self::SIZE],
    write: usize,
}

impl Ring {
    const SIZE: usize = 4096;

    fn new() -> Self {
        let mut bytes = [0; Self::SIZE];
        for (slot, &byte) in bytes.iter_mut().zip(INITIAL) {
            *slot = byte;
        }
        Self { bytes, write: INITIAL.len() }
    }

    fn get(&self, at: usize) -> u8 {
        self.bytes.get(at % Self::SIZE).copied().unwrap_or_default()
    }

    fn push(&mut self, byte: u8) -> u8 {
        if let Some(slot) = self.bytes.get_mut(self.write) {
            *slot = byte;
        }
        self.write = self.write.wrapping_add(1) % Self::SIZE;
        byte
    }
}

fn dword(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |word| u32::from_le_bytes(*word))
}

/// Computes the checksum, [MS-OXRTFCP] 2.1.3.2: the CRC-32 of Ethernet, but starting with zero and without the final
/// inversion.
fn crc(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    bytes.iter().fold(0, |crc, &byte| {
        let index = usize::from(byte ^ crc.to_le_bytes()[0]);
        TABLE.get(index).copied().unwrap_or_default() ^ (crc >> 8)
    })
}

#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "evaluated by the compiler")]
const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    let mut start = 0;
    while index < 256 {
        let mut value: u32 = start;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { (value >> 1) ^ 0xEDB8_8320 } else { value >> 1 };
            bit += 1;
        }
        table[index] = value;
        index += 1;
        start += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{CompressedRtfFlaw, decompress};

    fn bytes(hex: &str) -> Vec<u8> {
        hex.as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    /// The examples of [MS-OXRTFCP] 3.1.1 and 3.1.2. The second example contains a reference to bytes that the
    /// reference itself produces.
    const HELLO: &str =
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0";
    const CROSSING: &str = "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0";

    #[track_caller]
    fn check(hex: &str, rtf: &str, flaw: Option<CompressedRtfFlaw>) {
        let found = decompress(&bytes(hex));
        assert_eq!((String::from_utf8_lossy(&found.rtf).as_ref(), found.flaw), (rtf, flaw));
    }

    #[test]
    fn examples_of_the_standard() {
        check(HELLO, "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", None);
        check(CROSSING, "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", None);
    }

    #[test]
    fn uncompressed() {
        check("13000000070000004d454c41000000007b5c727466317d", "{\\rtf1}", None);
        check("13000000130000004d454c41000000007b5c727466317d", "{\\rtf1}", None);
        check("13000000070000004d454c41000000007b5c7274", "{\\rt", Some(CompressedRtfFlaw::Short));
    }

    #[test]
    fn damage_keeps_what_is_there() {
        check("", "", Some(CompressedRtfFlaw::NotCompressedRtf));
        check("00000000000000004c5a4678f1c5c7a7", "", Some(CompressedRtfFlaw::NotCompressedRtf));
        check(
            &HELLO.replace("f1c5c7a7", "f1c5c7a8"),
            "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
            Some(CompressedRtfFlaw::Checksum),
        );
        check(&HELLO[..70], "{\\rtf1\\ansi\\ansicpg1252\\pard hel", Some(CompressedRtfFlaw::Short));
        // Padding after the content is not damage.
        check(&format!("{HELLO}0000"), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", None);
    }

    #[test]
    fn any_bytes_are_survived() {
        let mut state = 0x1234_5678_u32;
        for round in 0..2_000_usize {
            let mut input = bytes(HELLO);
            input.truncate(round % 60);
            if round % 3 != 0 {
                input.resize(round % 300, 0);
            }
            for byte in input.iter_mut().skip(if round % 2 == 0 { 16 } else { 0 }) {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = state.to_be_bytes()[0];
            }
            let found = decompress(&input);
            assert!(found.rtf.len() <= input.len() * 9);
        }
    }
}
