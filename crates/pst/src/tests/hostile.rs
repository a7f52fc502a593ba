//! Thousands of damaged files: the reader must not panic, hang or use unlimited memory.

use std::io;
use std::sync::Arc;

use foundmail_mapi::{AttachmentContent, Item};

use super::mailbox::{ALL_LAYOUTS, mailbox};
use super::reading::Listing;
use crate::{Encryption, Layout, PstFile};

/// `xorshift64*`, which yields the same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

/// Opens a file and reads everything in it.
fn read_all(bytes: Vec<u8>) {
    let Ok(pst) = PstFile::from_reader(Arc::new(bytes)) else { return };
    let listing = Listing::of(&pst);
    listing.items.iter().for_each(|(_, item)| read_streams(item));
    pst.defects();
}

fn read_streams(item: &Item) {
    for attachment in &item.attachments {
        match &attachment.content {
            AttachmentContent::Value(data) | AttachmentContent::Ole(data) => {
                let _ = io::copy(&mut data.open(), &mut io::sink());
            }
            AttachmentContent::Embedded(inner) => read_streams(inner),
            AttachmentContent::None | AttachmentContent::Reference(_) => {}
        }
    }
}

fn sample(layout: Layout) -> Vec<u8> {
    mailbox(layout, Encryption::None, 20_000).finish().bytes
}

#[test]
fn cut_anywhere() {
    for layout in ALL_LAYOUTS {
        let bytes = sample(layout);
        for step in 0..150 {
            read_all(bytes[..bytes.len() * step / 150].to_vec());
        }
    }
}

#[test]
fn flipped_bytes() {
    let mut random = Random(0x5EED);
    for layout in ALL_LAYOUTS {
        let sound = sample(layout);
        for _ in 0..400 {
            let mut bytes = sound.clone();
            for _ in 0..=random.below(12) {
                let at = random.below(bytes.len());
                bytes[at] = random.next() as u8;
            }
            read_all(bytes);
        }
    }
}

#[test]
fn moved_and_blanked_pieces() {
    let mut random = Random(0xDA7A);
    for layout in ALL_LAYOUTS {
        let sound = sample(layout);
        for _ in 0..300 {
            let mut bytes = sound.clone();
            for _ in 0..=random.below(4) {
                let len = 1 << random.below(10);
                let (from, to) = (random.below(bytes.len() - len), random.below(bytes.len() - len));
                match random.below(3) {
                    0 => bytes[to..to + len].fill(0),
                    1 => bytes[to..to + len].fill(0xFF),
                    _ => bytes.copy_within(from..from + len, to),
                }
            }
            read_all(bytes);
        }
    }
}
