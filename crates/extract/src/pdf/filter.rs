//! Decodes stream filters (ISO 32000-1, 7.4), except those for pictures.

mod lzw;
mod predictor;

use flate2::bufread::{DeflateDecoder, ZlibDecoder};

use super::lexer::{hex, is_blank};
use super::object::{Dict, Object};
use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;
use crate::zip::unpack;

/// Maximum number of filters of one stream.
const MAX_FILTERS: usize = 8;

/// A filter with its parameters.
pub(super) struct Filter<'d> {
    pub(super) name: &'d str,
    pub(super) parameters: Option<&'d Dict>,
}

/// Decodes the filters of a stream. Fails if a filter is for pictures or unknown.
pub(super) fn decode(
    bytes: Vec<u8>,
    filters: &[Filter<'_>],
    budget: &mut ExtractionBudget,
) -> Result<Vec<u8>, FailureReason> {
    let mut bytes = bytes;
    for filter in filters.iter().take(MAX_FILTERS) {
        bytes = match filter.name {
            "FlateDecode" | "Fl" => predictor::decode(inflate(&bytes, budget)?, filter.parameters),
            "LZWDecode" | "LZW" => {
                let early = filter.parameters.and_then(|dict| dict.get("EarlyChange").number());
                predictor::decode(lzw::decode(&bytes, early != Some(0.0), budget)?, filter.parameters)
            }
            "ASCIIHexDecode" | "AHx" => ascii_hex(&bytes),
            "ASCII85Decode" | "A85" => ascii_85(&bytes),
            "RunLengthDecode" | "RL" => run_length(&bytes, budget)?,
            "Crypt" => bytes,
            _ => return Err(FailureReason::Unsupported),
        };
    }
    Ok(bytes)
}

/// Unpacks a zlib stream. The two header bytes of the stream may be missing or wrong, as some programs write it.
fn inflate(bytes: &[u8], budget: &mut ExtractionBudget) -> Result<Vec<u8>, FailureReason> {
    let start = bytes.iter().take_while(|&&byte| matches!(byte, b'\r' | b'\n')).count();
    let bytes = bytes.get(start..).unwrap_or_default();
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let packed = bytes.len();
    match unpack(ZlibDecoder::new(bytes), packed, budget) {
        Err(FailureReason::Damaged) => {}
        other => return other,
    }
    match unpack(DeflateDecoder::new(bytes.get(2..).unwrap_or_default()), packed, budget) {
        Err(FailureReason::Damaged) => unpack(DeflateDecoder::new(bytes), packed, budget),
        other => other,
    }
}

fn ascii_hex(bytes: &[u8]) -> Vec<u8> {
    let digits = bytes.iter().take_while(|&&byte| byte != b'>').filter_map(|&byte| hex(byte));
    let digits: Vec<u8> = digits.collect();
    digits
        .chunks(2)
        .map(|pair| pair.first().copied().unwrap_or(0) << 4 | pair.get(1).copied().unwrap_or(0))
        .collect()
}

fn ascii_85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut value, mut count) = (0_u32, 0_usize);
    let digits = bytes.strip_prefix(b"<~").unwrap_or(bytes).iter().take_while(|&&byte| byte != b'~');
    for &byte in digits.filter(|&&byte| !is_blank(byte)) {
        match byte {
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(byte.saturating_sub(b'!')));
                count = count.saturating_add(1);
                if count == 5 {
                    out.extend(value.to_be_bytes());
                    (value, count) = (0, 0);
                }
            }
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            value = value.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(value.to_be_bytes().iter().take(count.saturating_sub(1)));
    }
    out
}

fn run_length(bytes: &[u8], budget: &mut ExtractionBudget) -> Result<Vec<u8>, FailureReason> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some((&length, behind)) = rest.split_first() {
        rest = match length {
            0..=127 => {
                let (run, rest) = behind.split_at(behind.len().min(usize::from(length).saturating_add(1)));
                out.extend(run);
                rest
            }
            128 => break,
            _ => {
                let Some((&byte, rest)) = behind.split_first() else { break };
                out.resize(out.len().saturating_add(257_usize.saturating_sub(usize::from(length))), byte);
                rest
            }
        };
        if out.len() > budget.unpacked {
            return Err(FailureReason::TooLarge);
        }
    }
    budget.unpacked = budget.unpacked.saturating_sub(out.len());
    Ok(out)
}

/// Returns a number from the parameters of a filter, or `otherwise` if it is missing.
fn parameter(dict: Option<&Dict>, name: &str, otherwise: usize) -> usize {
    dict.map(|dict| dict.get(name)).and_then(Object::size).unwrap_or(otherwise)
}

#[cfg(test)]
mod tests {
    use super::{Filter, decode};
    use crate::ExtractionLimits;
    use crate::budget::ExtractionBudget;

    #[track_caller]
    fn check(name: &str, bytes: &[u8], expected: &[u8]) {
        let mut budget = ExtractionBudget::new(&ExtractionLimits::default());
        let filter = Filter { name, parameters: None };
        assert_eq!(decode(bytes.to_vec(), &[filter], &mut budget).unwrap(), expected);
    }

    #[test]
    fn filters_are_decoded() {
        check("ASCIIHexDecode", b"48 656C6c 6F>zz", b"Hello");
        check("ASCII85Decode", b"<~87cURD]i,\"Ebo80~>", b"Hello World!");
        check("ASCII85Decode", b"z87cUR", b"\0\0\0\0Hell");
        check("RunLengthDecode", &[2, b'a', b'b', b'c', 254, b'x', 128, 1], b"abcxxx");
        check("LZWDecode", &[0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01], b"-----A---B");
        let mut budget = ExtractionBudget::new(&ExtractionLimits::default());
        let picture = Filter { name: "DCTDecode", parameters: None };
        assert!(decode(Vec::new(), &[picture], &mut budget).is_err());
    }
}
