//! Keeps excluded words of a query, such as `-roof`, from being parsed as options.

use std::ffi::OsString;

/// A minus sign that has the same meaning as `-` in queries, but does not begin an option.
const MINUS: char = '\u{2212}';

/// Returns the arguments. In a search, and in a change of marks, `MINUS` replaces the hyphen before excluded words.
pub fn as_typed(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut args: Vec<OsString> = args.collect();
    let is_search = args.iter().position(|arg| arg == "search" || arg == "mark");
    let Some(at) = is_search.filter(|&at| is_command(args.get(1..at).unwrap_or_default())) else {
        return args;
    };
    let end = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    for arg in args.iter_mut().take(end).skip(at + 1) {
        let wanted = arg.to_str().and_then(|arg| arg.strip_prefix('-'));
        let is_option = |rest: &str| rest.is_empty() || rest.starts_with('-') || matches!(rest, "h" | "V");
        if let Some(word) = wanted.filter(|rest| !is_option(rest)) {
            *arg = format!("{MINUS}{word}").into();
        }
    }
    args
}

/// Returns true if `search` or `mark` is the command, because nothing or only `--archive DIR` precedes it.
fn is_command(before: &[OsString]) -> bool {
    match before {
        [] => true,
        [option, _] => option == "--archive",
        [option] => option.to_str().is_some_and(|option| option.starts_with("--archive=")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::as_typed;

    #[test]
    fn only_words_of_a_search_are_taken_for_words() {
        for (typed, expected) in [
            ("foundmail search -roof", "foundmail search \u{2212}roof"),
            (
                "foundmail --archive a search x -from:ruth --json",
                "foundmail --archive a search x \u{2212}from:ruth --json",
            ),
            ("foundmail --archive=a search -\"a", "foundmail --archive=a search \u{2212}\"a"),
            ("foundmail mark x -roof --star", "foundmail mark x \u{2212}roof --star"),
            ("foundmail search -h", "foundmail search -h"),
            ("foundmail search x -- -y", "foundmail search x -- -y"),
            ("foundmail search - --limit 3", "foundmail search - --limit 3"),
            ("foundmail export --query search -x", "foundmail export --query search -x"),
        ] {
            let args = as_typed(typed.split(' ').map(Into::into));
            let args: Vec<String> = args.into_iter().map(|arg| arg.into_string().unwrap()).collect();
            assert_eq!(args.join(" "), expected);
        }
    }
}
