//! Formats the figures as Markdown for docs/benchmarks.md.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result, ensure};

use super::Measured;
use super::limits::{check, float};
use super::mail::Mail;
use super::round::Figures;
use crate::paths;

const BEGIN: &str = "<!-- measured: begin -->\n";
const END: &str = "<!-- measured: end -->";

/// Returns all figures and limits as Markdown.
pub fn markdown(all: &[Measured], machine: &str, versions: &[(&str, String, &str)]) -> String {
    let mut out = format!("{machine}\n");
    for (name, version, about) in versions {
        let _ = writeln!(out, "- **{name}** {version}: {about}");
    }
    for measured in all {
        out.push_str(&table(measured));
        out.push_str(&fairness(measured));
    }
    let limits = check(all);
    if !limits.is_empty() {
        out.push_str("\n| limit | measured | at most | |\n|---|---|---|---|\n");
    }
    for limit in limits {
        let _ = writeln!(
            out,
            "| {} | {}{unit} | {}{unit} | {} |",
            limit.what,
            short(limit.figure),
            short(limit.most),
            if limit.holds() { "holds" } else { "**does not hold**" },
            unit = limit.unit
        );
    }
    out
}

fn table(measured: &Measured) -> String {
    let Measured { mail, figures } = measured;
    let mut out = format!(
        "\n### {} messages, {} of them different, {:.0} MB\n\n| | CPU-s (least to most) | elapsed s | messages/s | MB/s | memory MB | memory of all processes MB | \
         index / source | written / source |\n|---|---|---|---|---|---|---|---|---|\n",
        mail.messages,
        mail.different,
        float(mail.bytes) / 1e6
    );
    for one in figures {
        let (least, most) = one.spread();
        let _ = writeln!(
            out,
            "| {} | {:.2} ({least:.2} to {most:.2}) | {:.2} | {:.0} | {:.0} | {:.0} | {:.0} | {:.1} % | {:.1} % |",
            one.name,
            one.processor(),
            one.wall(),
            float(mail.messages) / one.wall(),
            float(mail.bytes) / 1e6 / one.wall(),
            float(one.memory()) * 1024.0 / 1e6,
            float(one.tree()) * 1024.0 / 1e6,
            float(one.index) * 100.0 / float(mail.bytes),
            float(one.written) * 100.0 / float(mail.bytes),
        );
    }
    out
}

/// Returns text that shows whether all programs imported all messages, and how many messages they find for each
/// word.
fn fairness(measured: &Measured) -> String {
    let Measured { mail, figures } = measured;
    let mut out = String::new();
    let (same, other): (Vec<&Figures>, Vec<&Figures>) =
        figures.iter().partition(|one| one.count == mail.messages);
    let names = |list: &[&Figures]| list.iter().map(|one| one.name).collect::<Vec<_>>().join(", ");
    let _ = writeln!(out, "\nImported all {} messages: {}.", mail.messages, names(&same));
    for one in other {
        let _ = writeln!(out, "**{} has {} messages**, not {}.", one.name, one.count, mail.messages);
    }
    for one in figures {
        if let Some(remark) = &one.remark {
            let _ = writeln!(out, "{}: {remark}.", one.name);
        }
    }
    out.push_str(&answers(mail, figures));
    out
}

/// Returns the number of messages that each program finds for each word, as text.
fn answers(mail: &Mail, figures: &[Figures]) -> String {
    let telling: Vec<&Figures> =
        figures.iter().filter(|one| one.hits.iter().all(Option::is_some) && !one.hits.is_empty()).collect();
    let lists = mail.words.iter().enumerate().map(|(number, word)| {
        let counts = telling.iter().map(|one| {
            let count = one.hits.get(number).copied().flatten().unwrap_or(0);
            format!("{} {count}", one.name)
        });
        format!("`{word}`: {}", counts.collect::<Vec<_>>().join(", "))
    });
    let lists: Vec<String> = lists.collect();
    if telling.is_empty() || lists.is_empty() {
        return String::new();
    }
    format!("Messages that contain a word, without copies: {}.\n", lists.join("; "))
}

/// Formats a number from 10 on as an integer, and a smaller number with three decimal places.
fn short(number: f64) -> String {
    if number >= 10.0 { format!("{number:.0}") } else { format!("{number:.3}") }
}

/// Replaces the text between the markers in docs/benchmarks.md.
pub fn write_down(text: &str) -> Result<()> {
    let path = paths::root().join("docs/benchmarks.md");
    let page = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    fs::write(&path, between(&page, text)?)?;
    println!("wrote the figures to {}", path.display());
    Ok(())
}

fn between(page: &str, text: &str) -> Result<String> {
    let (before, rest) = page.split_once(BEGIN).context("the page has no marker before the figures")?;
    let (_, after) = rest.split_once(END).context("the page has no marker after the figures")?;
    ensure!(!after.contains(END), "the page has two markers after the figures");
    Ok(format!("{before}{BEGIN}\n{}\n{END}{after}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_replace_the_text_between_the_markers() {
        let page = format!("before\n{BEGIN}old\n{END}\nafter\n");
        let new = between(&page, "\nnew\n\n").unwrap();
        assert_eq!(new, format!("before\n{BEGIN}\nnew\n{END}\nafter\n"));
        assert_eq!(between(&new, "new").unwrap(), new);
        assert!(between("no marks", "new").is_err());
    }

    #[test]
    fn a_row_has_the_rate_and_missing_messages_are_reported() {
        let mut mu = Figures::of("mu", 20.0, 10.0, 100_000);
        mu.count = 9_000;
        mu.hits = vec![Some(7)];
        let mut mail = Mail::of(10_000, 50_000_000);
        mail.words = vec!["gruvel".into()];
        let text = markdown(&[Measured { mail, figures: vec![mu] }], "here", &[]);
        assert!(text.contains("| mu | 20.00 (20.00 to 20.00) | 10.00 | 1000 | 5 | 102 | 102 |"), "{text}");
        assert!(text.contains("**mu has 9000 messages**, not 10000."));
        assert!(text.contains("`gruvel`: mu 7."));
    }
}
