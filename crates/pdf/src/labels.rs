//! Page labels: the numbers that a viewer shows for the pages.

use lopdf::{Dictionary, Object};

/// Returns the page labels: Roman numerals for the front pages, then decimal numbers from 1.
pub(crate) fn labels(front_pages: usize) -> Object {
    let style = |style: &str| {
        let mut label = Dictionary::new();
        label.set("S", Object::Name(style.as_bytes().to_vec()));
        Object::Dictionary(label)
    };
    let mut numbers = Vec::new();
    if front_pages > 0 {
        numbers.extend([Object::Integer(0), style("r")]);
    }
    numbers.extend([Object::Integer(i64::try_from(front_pages).unwrap_or(i64::MAX)), style("D")]);
    let mut labels = Dictionary::new();
    labels.set("Nums", numbers);
    labels.into()
}

/// Returns a number as a Roman numeral in lower case.
pub(crate) fn roman(number: usize) -> String {
    const DIGITS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = number;
    let mut roman = String::new();
    for (value, digits) in DIGITS {
        while rest >= value {
            roman.push_str(digits);
            rest = rest.saturating_sub(value);
        }
    }
    roman
}

#[cfg(test)]
mod tests {
    use super::roman;

    #[test]
    fn roman_digits() {
        for (number, digits) in
            [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (40, "xl"), (90, "xc"), (1999, "mcmxcix")]
        {
            assert_eq!(roman(number), digits);
        }
    }
}
