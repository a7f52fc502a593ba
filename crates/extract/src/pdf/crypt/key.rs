//! Computes the key of a file that can be opened without a password.

use md5::{Digest, Md5};
use sha2::{Sha256, Sha384, Sha512};

use super::cipher;
use crate::pdf::object::{Dict, Object};

/// The bytes that pad short passwords (ISO 32000-1, 7.6.3.3).
const PASSWORD_PADDING: [u8; 32] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08, 0x2E,
    0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
];

/// Computes the key for revisions 2 to 4 (algorithm 2 of ISO 32000-1, 7.6.3.3). Verifies the key with algorithms 4
/// and 5 of 7.6.3.4. Returns `None` if the file needs a password.
pub(super) fn of_revision_4(dict: &Dict, id: &[u8], version: usize) -> Option<Vec<u8>> {
    let revision = dict.get("R").size()?;
    let bits = dict.get("Length").size().unwrap_or(40);
    // Some programs write the length in bytes instead of bits.
    let bits = if bits < 40 { bits.saturating_mul(8) } else { bits };
    let length = match version {
        1 => 5,
        4 => 16,
        _ => (bits >> 3).clamp(5, 16),
    };
    let mut hash = Md5::new();
    hash.update(PASSWORD_PADDING);
    hash.update(dict.get("O").text()?.get(..32)?);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "permissions are 32 bits, written with a sign or without"
    )]
    let permissions = dict.get("P").number()? as i64 as u32;
    hash.update(permissions.to_le_bytes());
    hash.update(id);
    let hides_metadata = !matches!(dict.get("EncryptMetadata"), Object::Bool(false));
    if revision >= 4 && !hides_metadata {
        hash.update([0xFF; 4]);
    }
    let mut key = hash.finalize().to_vec();
    key.truncate(length);
    if revision >= 3 {
        for _ in 0..50 {
            key = Md5::digest(&key).to_vec();
            key.truncate(length);
        }
    }
    is_valid_key(&key, dict.get("U").text()?, id, revision).then_some(key)
}

fn is_valid_key(key: &[u8], user: &[u8], id: &[u8], revision: usize) -> bool {
    if revision < 3 {
        return cipher::rc4(key, &PASSWORD_PADDING) == user;
    }
    let mut check = cipher::rc4(key, &Md5::new().chain_update(PASSWORD_PADDING).chain_update(id).finalize());
    for round in 1..=19_u8 {
        let other: Vec<u8> = key.iter().map(|byte| byte ^ round).collect();
        check = cipher::rc4(&other, &check);
    }
    user.starts_with(&check)
}

/// Computes the key for revisions 5 and 6 (algorithm 2.A of ISO 32000-2, 7.6.4.3.3). Revision 5 uses SHA-256
/// instead of algorithm 2.B. Returns `None` if the file needs a password.
pub(super) fn of_revision_6(dict: &Dict) -> Option<Vec<u8>> {
    let user = dict.get("U").text()?;
    let (check, rest) = user.split_at_checked(32)?;
    let (for_check, rest) = rest.split_at_checked(8)?;
    let for_key = rest.get(..8)?;
    let hash = |salt: &[u8]| {
        if dict.get("R").size() == Some(5) { Some(Sha256::digest(salt).to_vec()) } else { hash_2b(salt) }
    };
    if hash(for_check)? != check {
        return None;
    }
    cipher::aes_256_key(&hash(for_key)?, dict.get("UE").text()?.get(..32)?)
}

/// Computes the hash of algorithm 2.B of ISO 32000-2 for the empty password.
fn hash_2b(salt: &[u8]) -> Option<Vec<u8>> {
    let mut key = Sha256::digest(salt).to_vec();
    for round in 0..=255_u32 {
        let repeated = key.repeat(64);
        let mixed = cipher::encrypt_128(key.get(..16)?, key.get(16..32)?, &repeated)?;
        let sum: u32 = mixed.iter().take(16).map(|&byte| u32::from(byte)).sum();
        key = match sum % 3 {
            0 => Sha256::digest(&mixed).to_vec(),
            1 => Sha384::digest(&mixed).to_vec(),
            _ => Sha512::digest(&mixed).to_vec(),
        };
        let last = u32::from(*mixed.last()?);
        if round >= 63 && last <= round.saturating_sub(31) {
            break;
        }
    }
    key.truncate(32);
    Some(key)
}
