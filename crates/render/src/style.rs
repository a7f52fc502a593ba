//! Styles of strangers.

/// A `style` attribute without the declarations that could load something or cover the page.
pub(crate) fn clean_declarations(style: &str) -> (String, u32) {
    let mut remote: u32 = 0;
    let mut kept: Vec<&str> = Vec::new();
    // What is looked at is what is kept: a comment must not hide anything from here that a browser sees.
    let style = without_comments(style);
    for declaration in declarations(&style) {
        let plain = declaration.to_lowercase();
        if loads(&plain) {
            remote = remote.saturating_add(u32::from(plain.contains("http") || plain.contains("//")));
        } else if !covers(&plain) {
            kept.push(declaration.trim());
        }
    }
    kept.retain(|declaration| !declaration.is_empty());
    (kept.join("; "), remote)
}

/// Cuts at semicolons that stand outside of quotes and brackets.
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

/// Without comments, also those that stand in quotes, where a browser sees none.
fn without_comments(css: &str) -> String {
    let mut without = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, behind)) = rest.split_once("/*") {
        without.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_, after)| after);
    }
    without.push_str(rest);
    // What is left of `/` and `*` on both sides of a comment must not begin another one.
    without.replace("/*", " ")
}

/// True for what may fetch something, in any way that CSS has. Escapes are taken as an attempt to hide it.
fn loads(plain: &str) -> bool {
    ["url", "image-set", "image(", "src(", "@import", "expression", "behavior", "-moz-binding", "\\"]
        .iter()
        .any(|way| plain.contains(way))
}

fn covers(plain: &str) -> bool {
    let squeezed: String = plain.split_whitespace().collect();
    squeezed.contains("position:fixed") || squeezed.contains("position:sticky")
}

/// A style sheet without rules that load something. Nothing in it can end the element it stands in.
pub(crate) fn clean_sheet(sheet: &str) -> (String, u32) {
    let mut remote: u32 = 0;
    // What is looked at is what is kept, and nothing in it can end the element it stands in.
    let sheet = without_comments(sheet);
    let mut kept = String::with_capacity(sheet.len());
    for rule in rules(&sheet) {
        let rule_plain = rule.to_lowercase();
        if rule_plain.contains("@import") || rule_plain.contains("@font-face") || rule_plain.contains('<') {
            continue;
        }
        if loads(&rule_plain) {
            remote = remote.saturating_add(u32::from(rule_plain.contains("http")));
            let (selector, body) = rule.split_once('{').unwrap_or((rule, ""));
            let (body, _) = clean_declarations(body.trim_end_matches('}'));
            if !body.contains('{') && !loads(&selector.to_lowercase()) {
                kept.extend([selector, "{", body.as_str(), "}"]);
            }
        } else if !covers(&rule_plain) {
            kept.push_str(rule);
        }
    }
    (kept, remote)
}

/// Cuts behind each `}` that closes a rule at the top, so that a nested block stays whole.
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
    fn declarations_that_load_are_dropped() {
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
