use super::{IndexTokenKind, WordBreaker};

fn token(text: &str, names: bool) -> Vec<(usize, String, IndexTokenKind)> {
    let mut breaker = WordBreaker::new(text, names);
    let mut word = String::new();
    let mut all = Vec::new();
    while let Some(token) = breaker.next(&mut word) {
        all.push((token.position, word.clone(), token.kind));
    }
    all
}

#[test]
fn words_of_texts() {
    for (text, expected) in [
        ("The roof, again!", "the roof again"),
        ("Größe MÜLLER Café", "grosse muller cafe"),
        ("don't o’clock 'quoted'", "dont oclock quoted"),
        ("AB-1234/7", "ab 1234 7"),
        ("屋顶报告", "屋顶 顶报 报告 告"),
        ("Ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("e\u{301}te\u{301}", "ete"),
        ("서울 지붕", "서울 울 지붕 붕"),
        ("a屋b", "a 屋 b"),
        ("ruth@example.org", "ruth example org"),
        ("หลังคา", "หล ลั ัง งค คา า"),
        ("", ""),
        ("--- ...", ""),
    ] {
        let words = token(text, false).into_iter().filter(|(.., kind)| *kind == IndexTokenKind::Word);
        assert_eq!(words.map(|(_, word, _)| word).collect::<Vec<_>>().join(" "), expected, "{text:?}");
    }
}

#[test]
fn words_have_further_spellings() {
    for (text, names, expected) in [
        ("Herr Müller kam", false, "0 herr, 1 muller, 1 mueller, 2 kam"),
        ("AB-1234/7 x", false, "0 ab, 1 1234, 0 ab1234, 2 7, 0 ab12347, 3 x"),
        ("1.234,56 EUR", false, "0 1, 1 234, 0 1234, 2 56, 0 123456, 3 eur"),
        ("1'234.56", false, "0 1234, 1 56, 0 123456"),
        ("one, two.three", false, "0 one, 1 two, 2 three"),
        ("l'assurance", false, "0 lassurance, 0 assurance"),
        ("Ruth's roof", false, "0 ruths, 0 ruth, 1 roof"),
        ("end of the road", false, "0 end, 1 of, 2 the, 1 \u{1}of the, 3 road"),
        (
            "RoofReport2016.pdf",
            true,
            "0 roofreport2016, 0 roof, 1 report, 2 2016, 3 pdf, 0 roofreport2016pdf",
        ),
    ] {
        let mut want: Vec<&str> = expected.split(", ").collect();
        let mut got: Vec<String> =
            token(text, names).iter().map(|(at, word, _)| format!("{at} {word}")).collect();
        got.sort();
        want.sort_unstable();
        assert_eq!(got, want, "{text:?}");
    }
}

#[test]
fn runs_without_a_word_are_skipped() {
    for mark in ["\u{345}", "\u{2bc}", "\u{345}\u{301}"] {
        let text = format!("{} roof", format!("{mark} ").repeat(200_000));
        assert_eq!(token(&text, false), [(0, "roof".to_owned(), IndexTokenKind::Word)], "{mark:?}");
    }
}

#[test]
fn tokens_have_byte_ranges() {
    let text = "Größe 屋顶.";
    let mut breaker = WordBreaker::new(text, false);
    let mut word = String::new();
    let mut found = Vec::new();
    while let Some(token) = breaker.next(&mut word) {
        if token.kind == IndexTokenKind::Word {
            found.push(&text[token.start..token.end]);
        }
    }
    assert_eq!(found, ["Größe", "屋顶", "顶"]);
}
