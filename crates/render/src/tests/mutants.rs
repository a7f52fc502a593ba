//! Cleans damaged, repeated, nested and mixed variants of bodies that stopped the window.

use foundmail_testkit::{Rng, damage};

use super::window::cases;
use super::{assert_harmless, cleaned};

/// Number of variants of each body.
const VARIANTS: u64 = 200;
/// Variants are not longer than this, because the tests run without optimization.
const MAX_LENGTH: usize = 20_000;

/// Returns a variant of a body: pieces of it are repeated, nested, enlarged, swapped or damaged.
pub(super) fn mutant(seed: u64, body: &str, other: &str) -> String {
    let mut rng = Rng::new(seed);
    let mut pieces: Vec<String> =
        body.split_inclusive(['>', '{', '(', ',', ';']).map(str::to_owned).collect();
    let others: Vec<String> = other.split_inclusive(['>', '{', '(', ',', ';']).map(str::to_owned).collect();
    pieces.truncate(500);
    for _ in 0..rng.between(1, 6) {
        let at = rng.below(pieces.len());
        let end = at + rng.between(1, 8).min(pieces.len() - at);
        match rng.below(7) {
            // Repeats a piece, and so nests it.
            0 => {
                let times = rng.between(2, 400);
                let piece = pieces[at..end].concat();
                pieces[at] = piece.repeat(times);
            }
            // Moves pieces.
            1 => {
                let to = rng.below(pieces.len());
                pieces.swap(at, to);
            }
            // Inserts a piece of another body.
            2 => pieces.insert(at, rng.pick(&others).clone()),
            3 => {
                pieces.drain(at..end);
            }
            // Enlarges numbers.
            4 => pieces[at] = pieces[at].replace(|c: char| c.is_ascii_digit(), "99999"),
            // Wraps the rest.
            5 => {
                let start = *rng.pick(&[
                    "<svg>",
                    "<math><mi>",
                    "<table>",
                    "<style>",
                    "<!--",
                    "<p style=\"",
                    "<a title='",
                    "<select>",
                    "<pre>",
                ]);
                pieces.insert(at, start.to_owned());
            }
            _ => {
                let damaged = damage(rng.next_u64(), pieces[at].as_bytes());
                pieces[at] = String::from_utf8_lossy(&damaged).into_owned();
            }
        }
        if pieces.is_empty() {
            pieces.push("x".to_owned());
        }
    }
    pieces.concat()
}

#[test]
fn variants_of_the_cases_are_harmless_and_bounded() {
    let cases = cases();
    for (number, (what, body)) in cases.iter().enumerate() {
        for seed in 0..VARIANTS {
            let other = &cases[(number + usize::try_from(seed).unwrap()) % cases.len()].1;
            let shorter = |body: &str| body[..body.floor_char_boundary(MAX_LENGTH)].to_owned();
            let variant = mutant(seed, &shorter(body), &shorter(other));
            let variant = shorter(&variant);
            let html = cleaned(&variant);
            assert_harmless(&html, &format!("variant {seed} of {what}"));
            assert!(html.len() <= variant.len() * 6 + 1_000, "variant {seed} of {what}: {}", html.len());
        }
    }
}
