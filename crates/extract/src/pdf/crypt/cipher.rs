//! The ciphers RC4 and AES in cipher block chaining mode.

use aes::cipher::generic_array::GenericArray;
use aes::cipher::{BlockDecrypt, BlockEncrypt, KeyInit};
use aes::{Aes128, Aes256};

const BLOCK: usize = 16;

/// Decrypts RC4.
pub(super) fn rc4(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|index| u8::try_from(index).unwrap_or(0));
    let at = |state: &[u8; 256], index: u8| state.get(usize::from(index)).copied().unwrap_or(0);
    let mut j = 0_u8;
    for (i, key) in (0..=255_u8).zip(key.iter().cycle()) {
        j = j.wrapping_add(at(&state, i)).wrapping_add(*key);
        state.swap(usize::from(i), usize::from(j));
    }
    let (mut i, mut j) = (0_u8, 0_u8);
    let mut next = |byte: &u8| {
        i = i.wrapping_add(1);
        j = j.wrapping_add(at(&state, i));
        state.swap(usize::from(i), usize::from(j));
        byte ^ at(&state, at(&state, i).wrapping_add(at(&state, j)))
    };
    bytes.iter().map(&mut next).collect()
}

/// Decrypts AES-128. The first block of `bytes` is the initialization vector. The last block ends with padding,
/// which is removed.
pub(super) fn aes_128(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    Aes128::new_from_slice(key).map(|cipher| unpad(chain(&cipher, bytes))).unwrap_or_default()
}

/// Decrypts AES-256. The initialization vector and padding are as in [`aes_128`].
pub(super) fn aes_256(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    Aes256::new_from_slice(key).map(|cipher| unpad(chain(&cipher, bytes))).unwrap_or_default()
}

/// Decrypts the encrypted key of a file with AES-256. The initialization vector is zero, and the bytes have no
/// padding.
pub(super) fn aes_256_key(key: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let begun = [&[0; BLOCK][..], bytes].concat();
    Some(chain(&Aes256::new_from_slice(key).ok()?, &begun))
}

fn chain<C: BlockDecrypt<BlockSize = aes::cipher::consts::U16>>(cipher: &C, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut before = bytes.get(..BLOCK).unwrap_or_default();
    for block in bytes.get(BLOCK..).unwrap_or_default().chunks_exact(BLOCK) {
        let mut plain = GenericArray::clone_from_slice(block);
        cipher.decrypt_block(&mut plain);
        out.extend(plain.iter().zip(before).map(|(plain, before)| plain ^ before));
        before = block;
    }
    out
}

fn unpad(mut bytes: Vec<u8>) -> Vec<u8> {
    let fill = bytes.last().copied().map(usize::from).filter(|fill| (1..=BLOCK).contains(fill));
    bytes.truncate(bytes.len().saturating_sub(fill.unwrap_or(0)));
    bytes
}

/// Encrypts the complete blocks of `bytes` with AES-128 and the initialization vector `start`.
pub(super) fn encrypt_128(key: &[u8], start: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let cipher = Aes128::new_from_slice(key).ok()?;
    let mut before: [u8; BLOCK] = start.try_into().ok()?;
    let mut out = Vec::with_capacity(bytes.len());
    for block in bytes.chunks_exact(BLOCK) {
        let mixed: Vec<u8> = block.iter().zip(before).map(|(byte, before)| byte ^ before).collect();
        let mut mixed = GenericArray::clone_from_slice(&mixed);
        cipher.encrypt_block(&mut mixed);
        before = mixed.into();
        out.extend(before);
    }
    Some(out)
}
