//! Removes styles that load content or cover the page.

/// Cleans a `style` attribute. Returns the remaining declarations, and the number of removed declarations that
/// load content from the Internet.
pub(crate) fn clean_declarations(style: &str) -> (String, u32) {
    let mut remote: u32 = 0;
    let mut kept: Vec<&str> = Vec::new();
    // Comments are removed first. Otherwise a comment could hide content from this check, but not from a browser.
    let style = without_comments(style);
    for declaration in declarations(&style) {
        let plain = declaration.to_lowercase();
        if loads_content(&plain) {
            remote = remote.saturating_add(u32::from(plain.contains("http") || plain.contains("//")));
        } else if !covers_page(&plain) {
            kept.push(declaration.trim());
        }
    }
    kept.retain(|declaration| !declaration.is_empty());
    (kept.join("; "), remote)
}

/// Splits declarations at semicolons outside quotes and brackets.
fn declarations(style: &str) -> Vec<&str> {
    let mut quote = None;
    let mut depth: u32 = 0;
    style
        .split(|c: char| {
            if let Some(open) = quote {
                quote = Some(open).filter(|open| *open != c);
                return false;
            }
            match c {
                '"' | '\'' => quote = Some(c),
                '(' => depth = depth.saturating_add(1),
                ')' => depth = depth.saturating_sub(1),
                ';' => return depth == 0,
                _ => {}
            }
            false
        })
        .collect()
}

/// Removes comments. Also removes text inside quotes that looks like a comment.
fn without_comments(css: &str) -> String {
    let mut without = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, behind)) = rest.split_once("/*") {
        without.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_, after)| after);
    }
    without.push_str(rest);
    // A `/` before a removed comment and a `*` after it must not form a new comment.
    without.replace("/*", " ")
}

/// Returns true if a style may load content. Also returns true for a style with an escape, which could hide such
/// content.
fn loads_content(plain: &str) -> bool {
    ["url", "image-set", "image(", "src(", "@import", "expression", "behavior", "-moz-binding", "\\"]
        .iter()
        .any(|word| plain.contains(word))
}

fn covers_page(plain: &str) -> bool {
    let squeezed: String = plain.split_whitespace().collect();
    squeezed.contains("position:fixed") || squeezed.contains("position:sticky")
}

/// Cleans a style sheet: removes everything that loads content or could end the `<style>` element. Returns the
/// sheet, and the number of rules that would load content from the Internet.
pub(crate) fn clean_sheet(sheet: &str) -> (String, u32) {
    let mut remote: u32 = 0;
    // Comments are removed first. Otherwise a comment could hide content from the checks below.
    let sheet = without_comments(sheet);
    let mut kept = String::with_capacity(sheet.len());
    for rule in rules(&sheet) {
        let rule_plain = rule.to_lowercase();
        if rule_plain.contains("@import") || rule_plain.contains("@font-face") || rule_plain.contains('<') {
            continue;
        }
        if loads_content(&rule_plain) {
            remote = remote.saturating_add(u32::from(rule_plain.contains("http")));
            let (selector, body) = rule.split_once('{').unwrap_or((rule, ""));
            let (body, _) = clean_declarations(body.trim_end_matches('}'));
            if !body.contains('{') && !loads_content(&selector.to_lowercase()) {
                kept.extend([selector, "{", body.as_str(), "}"]);
            }
        } else if !covers_page(&rule_plain) {
            kept.push_str(rule);
        }
    }
    (kept, remote)
}

/// Splits a sheet after each `}` that ends an outer rule, so nested blocks stay complete.
fn rules(sheet: &str) -> Vec<&str> {
    let mut depth: u32 = 0;
    sheet
        .split_inclusive(|c: char| match c {
            '{' => {
                depth = depth.saturating_add(1);
                false
            }
            '}' => {
                depth = depth.saturating_sub(1);
                depth == 0
            }
            _ => false,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{clean_declarations, clean_sheet};

    #[test]
    fn declarations_that_load_content_are_removed() {
        for (style, kept, remote) in [
            ("color: red; margin:0", "color: red; margin:0", 0),
            ("color:red;background:url(http://x.example/a.png)", "color:red", 1),
            ("background:u\\72l(http://x.example)", "", 1),
            ("background:/**/url('//x.example')", "", 1),
            ("font-family:'a;b'; position : fixed", "font-family:'a;b'", 0),
            ("background:image-set('a' 1x)", "", 0),
            ("content:'/*' url(http://x.example)", "content:'", 0),
        ] {
            assert_eq!(clean_declarations(style), (kept.to_owned(), remote), "{style}");
        }
    }

    #[test]
    fn sheets_keep_their_harmless_rules() {
        for (sheet, kept) in [
            ("p{color:red}", "p{color:red}"),
            ("@import 'x.css';p{color:red}", ""),
            ("p{background:url(x);color:red} a{color:blue}", "p{color:red} a{color:blue}"),
            ("@media screen{p{color:red}}", "@media screen{p{color:red}}"),
            ("p{content:'</style><script>'}", ""),
            ("/*</style><img>*/p{color:red}", "p{color:red}"),
            ("p{content:\"/*\";background:url(http://x.example)}q{content:\"*/\"}", "p{content:\"\"}"),
            ("p{content:'/*' url(http://x.example)}", "p{content:'"),
        ] {
            assert_eq!(clean_sheet(sheet).0, kept, "{sheet}");
        }
    }
}
