//! Bounds the number of fonts in a body.

use std::collections::BTreeSet;

/// Maximum number of sizes, multiplied by the number of lists of families. A browser needs about a millisecond and
/// 40 kB for each combination that occurs. Real mail has up to fifteen sizes and six lists.
/// Bold and italic letters, and headings, multiply the number by up to nine.
const MAX_COMBINATIONS: usize = 96;
/// Maximum number of lists of families. Each is also combined with the sizes of headings, which no style sets.
const MAX_LISTS: usize = 8;
/// Largest size of letters in pixels. Larger letters are drawn as shapes.
const MAX_SIZE: f32 = 200.0;
/// Maximum number of families in a list, and of bytes in a list. The system is asked for each unknown family.
const MAX_FAMILIES: usize = 8;
const MAX_LIST: usize = 160;

/// The fonts that a body has used so far.
#[derive(Debug, Default)]
pub(crate) struct Fonts {
    /// Sizes in quarters of a pixel.
    sizes: BTreeSet<u16>,
    lists: BTreeSet<String>,
}

impl Fonts {
    /// Returns the size, in pixels, that is shown for a size. After too many sizes, it is the most similar of them.
    pub(super) fn size(&mut self, pixels: f32) -> f32 {
        if pixels <= 0.0 {
            return 0.0;
        }
        // Quarters of a pixel are enough to tell 10 pt (13.33 px) from 13 px.
        let wanted = format!("{:.0}", (pixels * 4.0).min(MAX_SIZE * 4.0)).parse::<u16>().unwrap_or(1).max(1);
        let has_room =
            self.sizes.len().saturating_add(1).saturating_mul(self.lists.len().max(1)) <= MAX_COMBINATIONS;
        if self.sizes.contains(&wanted) || has_room {
            self.sizes.insert(wanted);
            return quarters(wanted);
        }
        let nearest = self.sizes.iter().min_by_key(|size| size.abs_diff(wanted));
        quarters(nearest.copied().unwrap_or(wanted))
    }

    /// Returns a list of families, if the body has room for it.
    pub(crate) fn families<'n>(&mut self, names: impl Iterator<Item = &'n str>) -> Option<String> {
        let list: Vec<String> = names.filter_map(family).take(MAX_FAMILIES).collect();
        let list = list.join(",");
        if list.is_empty() || list.len() > MAX_LIST {
            return None;
        }
        let has_room =
            self.lists.len().saturating_add(1).saturating_mul(self.sizes.len().max(1)) <= MAX_COMBINATIONS;
        if !self.lists.contains(&list) {
            if !has_room || self.lists.len() >= MAX_LISTS {
                return None;
            }
            self.lists.insert(list.clone());
        }
        Some(list)
    }
}

fn quarters(size: u16) -> f32 {
    f32::from(size) / 4.0
}

/// Returns the name of a family as it is written in a style. `None` for a name with unusual characters.
fn family(name: &str) -> Option<String> {
    let name = name.trim();
    let is_usual = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '&' | '+');
    if name.is_empty() || name.len() > 64 || !name.chars().all(is_usual) {
        return None;
    }
    let is_word = name.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    // `system-ui` and `serif` are words, and mean other families in quotes.
    Some(if is_word { name.to_owned() } else { format!("'{name}'") })
}
