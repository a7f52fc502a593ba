use super::super::Problem;
use super::{parse, parse_unfinished};

fn shown(text: &str, problems: &[Problem]) -> String {
    let one = |problem: &Problem| {
        assert_eq!(text[problem.start..problem.end], problem.part);
        format!("{}..{} {}", problem.start, problem.end, problem.part)
    };
    problems.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[test]
fn an_operator_without_a_value_is_a_problem() {
    for (text, expected) in [
        ("roof", ""),
        ("from:", "0..5 from:"),
        ("before:", "0..7 before:"),
        ("roof from:", "5..10 from:"),
        ("text-in:attachment", "0..18 text-in:attachment"),
        ("\"", "0..1 \""),
        ("-", "0..1 -"),
        ("OR", "0..2 OR"),
        ("roof OR", ""),
        ("\"roof cla", ""),
        ("roof (", ""),
        ("*", "0..1 *"),
    ] {
        assert_eq!(shown(text, &parse(text, 0).problems), expected, "{text:?}");
    }
}

#[test]
fn problems_say_where() {
    for (text, expected) in [
        ("before:nonsense roof ", "0..15 before:nonsense"),
        ("a)b ", "1..2 )"),
        ("Größe is:unread ", "8..17 is:unread"),
        ("(has:gold OR roof) ", "1..9 has:gold"),
        ("- OR ) -", "5..6 )"),
        ("text-in:sky roof", "0..11 text-in:sky"),
        ("from:ann text-in:attachment ", "9..27 text-in:attachment"),
        ("-in:anywhere ", "0..12 -in:anywhere"),
        ("-title:(spam) sender:(ruth OR karl) ", ""),
        ("roof", ""),
        ("from:", ""),
        ("before: roof", "8..12 roof"),
        ("before: from:ruth roof", "0..7 before:"),
        ("from: ", "0..5 from:"),
        ("!!! ", "0..3 !!!"),
        ("OR ", "0..2 OR"),
        ("\"", ""),
        ("-", ""),
        ("in:anywhere ", ""),
        ("*oof ", "0..4 *oof"),
        ("ro*f", "0..4 ro*f"),
        ("form:ruth ", "0..9 form:ruth"),
        ("12:30 http://x.example note:x ", ""),
        ("roof 🏠 light", "5..9 🏠"),
        ("from:🏠", "0..9 from:🏠"),
        ("roof & light !!! - ", ""),
    ] {
        let problems = parse_unfinished(text, 1_589_544_000).problems;
        assert_eq!(shown(text, &problems), expected, "{text:?}");
    }
}

#[test]
fn a_long_query_ends_before_a_word() {
    let text = "insurance ".repeat(500);
    let parsed = parse(&text, 0);
    let [problem] = parsed.problems.as_slice() else { panic!("{:?}", parsed.problems) };
    assert!(text[..problem.start].ends_with("insurance") && problem.end == text.len());
}

#[test]
fn whatever_is_typed_gives_a_query() {
    for text in [
        "(".repeat(4000),
        "-(".repeat(2000),
        "NOT ".repeat(2000),
        "text-in:attachment ".repeat(300),
        "ü".repeat(5000),
    ] {
        for parsed in [parse(&text, 0), parse_unfinished(&text, 0)] {
            assert!(parsed.problems.len() <= super::MAX_PROBLEMS);
            let _ = parsed.query.to_string();
        }
    }
}
