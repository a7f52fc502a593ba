//! Names the results of a search in plain words, as the name of a file and on the cover of a PDF.

use crate::search::query_edit::read_query;

/// Returns a query in words, such as `Mail for roof with Ruth, 2016`.
pub(super) fn query_title(query: &str) -> String {
    let terms = read_query(query);
    let mut words = String::new();
    let mut conditions = String::new();
    let mut dates = String::new();
    for term in &terms {
        let value = readable(&term.value);
        if value.is_empty() {
            continue;
        }
        match (term.excluded, term.operator.as_deref()) {
            (true, operator) => conditions.extend([" without ", &named(operator, &value)]),
            (false, None) => words.extend([" ", &value]),
            (false, Some("during" | "date")) => dates.extend([", ", &value]),
            (false, Some(operator @ ("before" | "after"))) => {
                dates.extend([", ", operator, " ", &value]);
            }
            (false, operator) => conditions.extend([" ", &named(operator, &value)]),
        }
    }
    let words = if words.is_empty() { words } else { format!(" for{words}") };
    format!("Mail{words}{conditions}{dates}")
}

fn named(operator: Option<&str>, value: &str) -> String {
    match operator {
        None => value.to_owned(),
        Some("subject") => format!("about {value}"),
        Some(operator) => format!("{operator} {value}"),
    }
}

/// Returns a value without the signs of the query language. An address that Exchange made of a name is that name ([MS-OXCMAIL],
/// section 2.1.1.3).
fn readable(value: &str) -> String {
    let value = value.trim_end_matches('*').trim();
    let Some(coded) =
        value.get(..11).filter(|start| start.eq_ignore_ascii_case("imceanotes-")).and(value.get(11..))
    else {
        return value.to_owned();
    };
    let coded = coded.split('@').next().unwrap_or_default();
    let name = decoded(coded);
    let name = name.split(['<', '/']).next().unwrap_or_default();
    name.trim_matches(['"', ' ']).to_owned()
}

/// Decodes `+XX`, in which `XX` is a byte in hexadecimal digits.
fn decoded(coded: &str) -> String {
    let mut parts = coded.split('+');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let code = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (code, part.get(2..)) {
            (Some(byte), Some(rest)) => {
                bytes.push(byte);
                bytes.extend_from_slice(rest.as_bytes());
            }
            _ => bytes.extend_from_slice(part.as_bytes()),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::query_title;

    #[test]
    fn queries_in_words() {
        for (query, title) in [
            ("roof", "Mail for roof"),
            ("roof claim*", "Mail for roof claim"),
            ("with:jim during:2001", "Mail with jim, 2001"),
            ("during:2001 with:jim*", "Mail with jim, 2001"),
            ("roof from:\"Ruth Alder\" after:2016-03-01", "Mail for roof from Ruth Alder, after 2016-03-01"),
            ("subject:roof -to:jo@x.example", "Mail about roof without to jo@x.example"),
            (
                "with:\"IMCEANOTES-+22Jim+20Lokay+22+20+3Cjim+40x+2Eexample+3E@a.example\"",
                "Mail with Jim Lokay",
            ),
            ("", "Mail"),
        ] {
            assert_eq!(query_title(query), title, "{query}");
        }
    }
}
