//! Sentences with numbers, names and dates between the words, as in business mail.

use std::fmt::Write;

use crate::Rng;
use crate::bulk::corpus::{Corpus, capital};

/// Appends paragraphs with `words` words in total.
pub(super) fn paragraphs(corpus: &Corpus, words: usize, rng: &mut Rng, out: &mut String) {
    let mut left = words;
    while left > 0 {
        let length = rng.between(5, 20).min(left);
        left -= length;
        sentence(corpus, length, rng, out);
        out.push_str(match rng.below(20) {
            0 => "?\n\n",
            1..=4 => ".\n\n",
            5 => "! ",
            _ => ". ",
        });
    }
}

/// Appends `length` words without a full stop. The first word is capitalised.
pub(super) fn sentence(corpus: &Corpus, length: usize, rng: &mut Rng, out: &mut String) {
    for position in 0..length {
        if position == 0 {
            out.push_str(&capital(corpus.words.word(rng)));
            continue;
        }
        out.push_str(if rng.chance(6) { ", " } else { " " });
        word(corpus, rng, out);
    }
}

/// Appends a word, date, sum of money, reference number, name, address or link.
fn word(corpus: &Corpus, rng: &mut Rng, out: &mut String) {
    let _ = match rng.below(100) {
        0 | 1 => write!(out, "{}.{:02}.20{:02}", rng.between(1, 28), rng.between(1, 12), rng.between(6, 24)),
        2 | 3 => write!(out, "{}.{:02} EUR", rng.below(9_000), rng.below(100)),
        4 => write!(
            out,
            "{}-20{:02}-{:05}",
            *rng.pick(&["RE", "AN", "PO", "INV"]),
            rng.between(6, 24),
            rng.below(99_999)
        ),
        5 => write!(out, "{}", rng.below(5_000)),
        6 | 7 => write!(out, "{}", rng.pick(&corpus.people).name),
        8 if rng.chance(30) => {
            write!(
                out,
                "https://www.{}.example/{}/{:x}",
                corpus.words.word(rng),
                corpus.words.word(rng),
                rng.below(1 << 24)
            )
        }
        9 if rng.chance(30) => write!(out, "{}", rng.pick(&corpus.people).address),
        _ => write!(out, "{}", corpus.words.word(rng)),
    };
}

/// Returns the rows of a table: a row of headings, then `rows` rows with a number, an item and its details.
pub(super) fn table(corpus: &Corpus, rows: usize, rng: &mut Rng) -> Vec<Vec<String>> {
    let mut all = vec![["Number", "Item", "Pieces", "Price", "Day", "Remark"].map(str::to_owned).to_vec()];
    for row in 0..rows {
        let mut item = String::new();
        sentence(corpus, 3, rng, &mut item);
        let mut remark = String::new();
        sentence(corpus, rng.between(1, 6), rng, &mut remark);
        all.push(vec![
            (row + 1).to_string(),
            item,
            rng.below(500).to_string(),
            format!("{}.{:02}", rng.below(9_000), rng.below(100)),
            format!("20{:02}-{:02}-{:02}", rng.between(6, 24), rng.between(1, 12), rng.between(1, 28)),
            remark,
        ]);
    }
    all
}
