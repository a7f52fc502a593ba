//! Maps names of glyphs to characters, according to the rules of the Adobe Glyph List. Most names consist of a
//! letter and the name of an accent.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

const ACCENTS: [(&str, char); 15] = [
    ("hungarumlaut", '\u{30B}'),
    ("commaaccent", '\u{327}'),
    ("circumflex", '\u{302}'),
    ("dotaccent", '\u{307}'),
    ("dieresis", '\u{308}'),
    ("cedilla", '\u{327}'),
    ("macron", '\u{304}'),
    ("ogonek", '\u{328}'),
    ("grave", '\u{300}'),
    ("acute", '\u{301}'),
    ("tilde", '\u{303}'),
    ("breve", '\u{306}'),
    ("caron", '\u{30C}'),
    ("tonos", '\u{301}'),
    ("ring", '\u{30A}'),
];

const GREEK: &str = "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho . Sigma Tau Upsilon Phi Chi Psi Omega";

/// Names that follow no rule, each with its character.
const NAMES: &str = "exclam ! quotedbl \" numbersign # dollar $ percent % ampersand & quotesingle ' \
    parenleft ( parenright ) asterisk * plus + comma , hyphen - sfthyphen - softhyphen - minus − period . slash / zero 0 one 1 two 2 three 3 four 4 \
    five 5 six 6 seven 7 eight 8 nine 9 colon : semicolon ; less < equal = greater > question ? at @ bracketleft [ \
    backslash \\ bracketright ] asciicircum ^ underscore _ grave ` braceleft { bar | braceright } asciitilde ~ \
    exclamdown ¡ cent ¢ sterling £ currency ¤ yen ¥ brokenbar ¦ section § dieresis ¨ copyright © ordfeminine ª \
    guillemotleft « logicalnot ¬ registered ® macron ¯ degree ° plusminus ± twosuperior ² threesuperior ³ acute ´ mu µ \
    paragraph ¶ periodcentered · middot · cedilla ¸ onesuperior ¹ ordmasculine º guillemotright » onequarter ¼ onehalf ½ \
    threequarters ¾ questiondown ¿ AE Æ Eth Ð multiply × Oslash Ø Thorn Þ germandbls ß ae æ eth ð divide ÷ oslash ø \
    thorn þ Dcroat Đ dcroat đ Hbar Ħ hbar ħ dotlessi ı IJ Ĳ ij ĳ Lslash Ł lslash ł Ldot Ŀ ldot ŀ napostrophe ŉ Eng Ŋ eng ŋ \
    OE Œ oe œ Tbar Ŧ tbar ŧ florin ƒ circumflex ˆ caron ˇ breve ˘ dotaccent ˙ ring ˚ ogonek ˛ tilde ˜ hungarumlaut ˝ \
    endash – emdash — quoteleft ‘ quoteright ’ quotesinglbase ‚ quotedblleft “ quotedblright ” quotedblbase „ dagger † \
    daggerdbl ‡ bullet • ellipsis … perthousand ‰ guilsinglleft ‹ guilsinglright › fraction ⁄ Euro € euro € trademark ™ \
    partialdiff ∂ product ∏ summation ∑ radical √ infinity ∞ integral ∫ approxequal ≈ notequal ≠ lessequal ≤ \
    greaterequal ≥ lozenge ◊ arrowleft ← arrowup ↑ arrowright → arrowdown ↓ fi ﬁ fl ﬂ ff ﬀ ffi ﬃ ffl ﬄ st ﬆ longs ſ \
    sigma1 ς phi1 ϕ theta1 ϑ omega1 ϖ Ohm Ω estimated ℮ numero № afii61352 № afii08941 ₤ degreecelsius ℃ element ∈ \
    dotmath ⋅ proportional ∝ equivalence ≡ intersection ∩ union ∪ arrowboth ↔ arrowdblright ⇒ existential ∃ universal ∀ \
    commaaccent ̦ Schwa Ə schwa ə scommaaccent ș Scommaaccent Ș a1 ✁ visiblespace ␣ checkmark ✓ figuredash ‒ \
    afii00208 ― onesixth ⅙ oneeighth ⅛ threeeighths ⅜ fiveeighths ⅝ seveneighths ⅞ onethird ⅓ twothirds ⅔";

/// Returns the characters of the glyph with this name.
pub(super) fn letters(name: &str) -> Option<String> {
    // A suffix after a point, such as `.alt`, describes only the appearance. Underscores separate the parts of a
    // ligature.
    let base = name.split('.').next().filter(|base| !base.is_empty())?;
    if base.len() > 1 && base.contains('_') {
        return base.split('_').map(one).collect();
    }
    one(base)
}

fn one(name: &str) -> Option<String> {
    let mut own = name.chars();
    if let (Some(letter), None) = (own.next(), own.next()) {
        return letter.is_alphabetic().then(|| letter.to_string());
    }
    if let Some(letters) = listed(name) {
        return Some(letters.to_owned());
    }
    by_number(name).or_else(|| greek(name)).or_else(|| cyrillic(name)).or_else(|| accented(name))
}

fn listed(name: &str) -> Option<&'static str> {
    static LISTED: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let words: Vec<&str> = NAMES.split(' ').filter(|word| !word.is_empty()).collect();
        words.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect()
    });
    match name {
        "space" | "nbspace" | "nonbreakingspace" => Some(" "),
        _ => LISTED.get(name).copied(),
    }
}

/// Decodes names such as `uni20AC` and `u1F600`. A name with `uni` may contain several groups of four digits.
fn by_number(name: &str) -> Option<String> {
    if let Some(digits) =
        name.strip_prefix("uni").filter(|digits| digits.len() >= 4 && digits.len().is_multiple_of(4))
    {
        let four = |at: usize| u16::from_str_radix(digits.get(at..at.checked_add(4)?)?, 16).ok();
        let units: Option<Vec<u16>> = (0..digits.len()).step_by(4).map(four).collect();
        return String::from_utf16(&units?).ok();
    }
    let digits = name.strip_prefix('u').filter(|digits| (4..=6).contains(&digits.len()))?;
    Some(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?.to_string())
}

fn greek(name: &str) -> Option<String> {
    let upper = name.starts_with(|c: char| c.is_ascii_uppercase());
    let index = GREEK.split(' ').position(|letter| letter.eq_ignore_ascii_case(name))?;
    let first = if upper { 0x391 } else { 0x3B1_u32 };
    Some(char::from_u32(first.checked_add(u32::try_from(index).ok()?)?)?.to_string())
}

/// Decodes names of Cyrillic letters, such as `afii10023`. They contain numbers of the Adobe Glyph List.
fn cyrillic(name: &str) -> Option<String> {
    let number: u32 = name.strip_prefix("afii")?.parse().ok()?;
    let from = |first: u32, to: u32| number.checked_sub(first)?.checked_add(to);
    let code = match number {
        10_017..=10_022 => from(10_017, 0x410),
        10_023 => Some(0x401),
        10_024..=10_049 => from(10_024, 0x416),
        10_050 => Some(0x490),
        10_051..=10_061 => from(10_051, 0x402),
        10_062 => Some(0x40E),
        10_065..=10_070 => from(10_065, 0x430),
        10_071 => Some(0x451),
        10_072..=10_097 => from(10_072, 0x436),
        10_098 => Some(0x491),
        10_099..=10_109 => from(10_099, 0x452),
        10_110 => Some(0x45E),
        10_145 => Some(0x40F),
        10_193 => Some(0x45F),
        _ => None,
    };
    Some(char::from_u32(code?)?.to_string())
}

fn accented(name: &str) -> Option<String> {
    let (accent, mark) = ACCENTS.iter().find(|(accent, _)| name.ends_with(accent))?;
    let base = one(name.strip_suffix(accent).filter(|base| !base.is_empty() && base.len() < 12)?)?;
    let mut letters: String = base.nfc().collect();
    letters.push(*mark);
    Some(letters.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn names_of_glyphs_map_to_characters() {
        for (name, expected) in [
            ("A", Some("A")),
            ("eacute", Some("é")),
            ("Zcaron", Some("Ž")),
            ("gcommaaccent", Some("ģ")),
            ("udieresis.alt", Some("ü")),
            ("space", Some(" ")),
            ("f_f_i", Some("ffi")),
            ("uni20AC", Some("€")),
            ("u1F600", Some("😀")),
            ("omegatonos", Some("ώ")),
            ("pi", Some("π")),
            ("afii10023", Some("Ё")),
            ("afii10097", Some("я")),
            ("germandbls", Some("ß")),
            ("quotesingle", Some("'")),
            ("seven", Some("7")),
            ("acute", Some("´")),
            ("g123", None),
            (".notdef", None),
            ("", None),
        ] {
            assert_eq!(letters(name).as_deref(), expected, "{name}");
        }
    }
}
