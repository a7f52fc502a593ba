//! Creates mutants (damaged copies) of a mailbox. Random offsets would mostly hit free space and attachments.
//! Therefore one of three mutants is damaged anywhere, one only where bytes are not zero, and one only in the
//! header and the pages of the B-trees.

use foundmail_testkit::damage;

/// Blocks and pages begin at multiples of this size ([MS-PST] 2.2.2.8).
const CELL: usize = 64;
/// For each layout: the offset in a page of the bytes `ptype` and `ptypeRepeat`, and the size of a page ([MS-PST]
/// 2.2.2.7.1). The last entry is for files with pages of 4 KiB.
const PAGES: [(usize, usize); 3] = [(500, 512), (496, 512), (4072, 4096)];
/// The values of `ptypeBBT` and `ptypeNBT`.
const TREE_PAGES: [u8; 2] = [0x80, 0x81];
/// The size of the header ([MS-PST] 2.2.2.6), rounded up to whole cells.
const HEADER: usize = 576;

/// Returns the mutant with this number.
pub fn mutant(number: u64, bytes: &[u8]) -> Vec<u8> {
    match number % 3 {
        0 => damage(number, bytes),
        1 => damage_cells(number, bytes, &used_cells(bytes)),
        _ => damage_cells(number, bytes, &structure_cells(bytes)),
    }
}

/// Damages cells as if they were consecutive bytes of a file. If this shortens them, the missing bytes become
/// zeros.
fn damage_cells(number: u64, bytes: &[u8], cells: &[usize]) -> Vec<u8> {
    let cell = |start: usize| start..(start + CELL).min(bytes.len());
    let gathered: Vec<u8> = cells.iter().flat_map(|&start| &bytes[cell(start)]).copied().collect();
    let mut damaged = damage(number, &gathered);
    damaged.resize(gathered.len(), 0);
    let mut mutant = bytes.to_vec();
    let mut rest = damaged.as_slice();
    for &start in cells {
        let (now, after) = rest.split_at(cell(start).len());
        mutant[cell(start)].copy_from_slice(now);
        rest = after;
    }
    mutant
}

fn used_cells(bytes: &[u8]) -> Vec<usize> {
    let cells = bytes.chunks(CELL).enumerate();
    cells.filter(|(_, cell)| cell.iter().any(|&byte| byte != 0)).map(|(index, _)| index * CELL).collect()
}

fn structure_cells(bytes: &[u8]) -> Vec<usize> {
    let mut cells: Vec<usize> = (0..HEADER.min(bytes.len())).step_by(CELL).collect();
    for (place, size) in PAGES {
        let pages = bytes.chunks_exact(size).enumerate();
        let tree_pages = pages.filter(|(_, page)| {
            let [first, second] = [page[place], page[place + 1]];
            first == second && TREE_PAGES.contains(&first)
        });
        cells.extend(tree_pages.flat_map(|(index, _)| (index * size..(index + 1) * size).step_by(CELL)));
    }
    cells.sort_unstable();
    cells.dedup();
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a header, zeros, a page of the node B-tree, and a few further bytes.
    fn sample() -> Vec<u8> {
        let mut bytes = vec![1; HEADER];
        bytes.resize(1536, 0);
        bytes.extend([7; 512]);
        bytes[1536 + 496..1536 + 498].fill(0x81);
        bytes.extend([9; 10]);
        bytes
    }

    fn changed(number: u64) -> Vec<usize> {
        let (old, new) = (sample(), mutant(number, &sample()));
        (0..old.len()).filter(|&at| new.get(at) != Some(&old[at])).collect()
    }

    #[test]
    fn a_number_always_makes_the_same_mutant() {
        assert!((0..30).all(|number| mutant(number, &sample()) == mutant(number, &sample())));
        assert!((0..30).filter(|&number| mutant(number, &sample()) != sample()).count() > 25);
    }

    #[test]
    fn empty_space_and_what_is_no_structure_are_left_alone() {
        let empty = HEADER..1536;
        assert!(
            (0..100)
                .map(|number| number * 3 + 1)
                .all(|number| changed(number).iter().all(|at| !empty.contains(at)))
        );
        let structure = |at: &usize| *at < HEADER || (1536..2048).contains(at);
        assert!((0..100).map(|number| number * 3 + 2).all(|number| changed(number).iter().all(structure)));
    }

    #[test]
    fn files_of_any_length_can_be_damaged() {
        for length in [0, 1, 63, 64, 600] {
            (0..9).for_each(|number| assert!(mutant(number, &sample()[..length]).len() <= length));
        }
    }
}
