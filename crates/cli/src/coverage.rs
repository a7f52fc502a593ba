//! `foundmail coverage`

use std::fmt::Write as _;

use std::io::IsTerminal as _;

use anyhow::Result;
use foundmail_archive::{
    Archive, Certainty, CoverageGap, CoverageMonth, GapKind, NamedMonth, SourceCoverage,
};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{Ended, out};

/// Number of months that are printed with the number of their named messages. The JSON document lists all months.
const NAMED: usize = 3;

pub fn run(archive: &Archive, source: Option<&str>, json: bool) -> Result<Ended> {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{bar:32} {pos}/{len} messages  {eta} left")?);
    let coverage = archive.coverage(source, &mut |done, all| {
        bar.set_length(all.into());
        bar.set_position(done.into());
    })?;
    bar.finish_and_clear();
    if json {
        out::json(&coverage)?;
        return Ok(Ended::Well);
    }
    for (number, source) in coverage.sources.iter().enumerate() {
        if number > 0 {
            out::line("")?;
        }
        print(source)?;
    }
    Ok(Ended::Well)
}

fn print(source: &SourceCoverage) -> Result<()> {
    out::line(&format!("{} ({})", source.path, source.format))?;
    if let Some(missing) = &source.missing {
        out::line(&format!("! {missing}"))?;
    }
    let sum = |count: fn(&CoverageMonth) -> u32| source.months.iter().map(count).fold(0, u32::saturating_add);
    let (received, sent) = (sum(|month| month.received), sum(|month| month.sent));
    let day =
        |date: &Option<String>| date.as_deref().and_then(|date| date.get(..10)).unwrap_or("").to_owned();
    if received == 0 && sent == 0 {
        return out::line("No messages with a date.");
    }
    out::line(&format!(
        "{received} received, {sent} sent, {} to {}{}",
        day(&source.first),
        day(&source.last),
        if source.undated > 0 { format!(", {} without a date", source.undated) } else { String::new() }
    ))?;
    table(source)?;
    gaps(&source.gaps)?;
    named(&source.named)
}

/// Prints the received messages of each month, one line for each year.
fn table(source: &SourceCoverage) -> Result<()> {
    out::line("")?;
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let heads = months.map(|month| format!("{month:>6} ")).concat();
    out::line(&format!("    {heads}   received    sent"))?;
    let years = source.months.chunk_by(|one, other| one.month.get(..4) == other.month.get(..4));
    let mut empty: Vec<&str> = Vec::new();
    for months in years {
        let year = months.first().and_then(|month| month.month.get(..4)).unwrap_or_default();
        if months.iter().all(|month| month.received == 0 && month.sent == 0) {
            empty.push(year);
            continue;
        }
        without_mail(&empty)?;
        empty.clear();
        out::line(&line_of_year(year, months, &source.gaps))?;
    }
    if source.gaps.iter().any(is_stretch) {
        out::line("?  in this month, received messages are probably missing")?;
    }
    Ok(())
}

fn without_mail(years: &[&str]) -> Result<()> {
    match years {
        [] => Ok(()),
        [year] => out::line(&format!("{year}  no mail")),
        [first, .., last] => out::line(&format!("{first} to {last}  no mail")),
    }
}

fn line_of_year(year: &str, months: &[CoverageMonth], gaps: &[CoverageGap]) -> String {
    let mut line = year.to_owned();
    for number in 1..=12 {
        let name = format!("{year}-{number:02}");
        let month = months.iter().find(|month| month.month == name);
        let count = match month {
            None => String::new(),
            Some(CoverageMonth { received: 0, .. }) => "·".to_owned(),
            Some(month) => month.received.to_string(),
        };
        let is_in = |gap: &CoverageGap| {
            is_stretch(gap) && gap.from.get(..7) <= Some(&name) && gap.to.get(..7) >= Some(&name)
        };
        let mark = if month.is_some() && gaps.iter().any(is_in) { '?' } else { ' ' };
        let _ = write!(line, "{count:>6}{mark}");
    }
    let sum = |count: fn(&CoverageMonth) -> u32| months.iter().map(count).fold(0, u32::saturating_add);
    format!("{line}   {:>8}{:>8}", sum(|month| month.received), sum(|month| month.sent))
}

fn is_stretch(gap: &CoverageGap) -> bool {
    gap.kind == GapKind::Received
}

/// Prints the gaps as sentences, the likely ones first.
fn gaps(gaps: &[CoverageGap]) -> Result<()> {
    out::line("")?;
    if gaps.is_empty() {
        return out::line("No gap was found.");
    }
    for (sure, title) in
        [(Certainty::Likely, "Mail is probably missing"), (Certainty::Possible, "Mail may be missing")]
    {
        for (number, gap) in gaps.iter().filter(|gap| gap.sure == sure).enumerate() {
            if number == 0 {
                out::line(title)?;
            }
            out::line(&format!("  - {}", gap.why))?;
        }
    }
    Ok(())
}

/// Prints the number of messages to which others refer, and the months with the most of them.
fn named(months: &[NamedMonth]) -> Result<()> {
    let all = months.iter().map(|month| month.messages).fold(0, u32::saturating_add);
    if all == 0 {
        return Ok(());
    }
    let mut most: Vec<&NamedMonth> = months.iter().collect();
    most.sort_by_key(|month| std::cmp::Reverse(month.messages));
    let most: Vec<_> =
        most.iter().take(NAMED).map(|month| format!("{} ({})", month.month, month.messages)).collect();
    out::line(&format!(
        "{} named by replies, but {} in no mailbox of this archive. Most are named in {}.",
        out::count(all, "message is", "messages are"),
        if all == 1 { "is" } else { "are" },
        most.join(", ")
    ))?;
    out::line("Such messages are normal: replies also name messages that were never sent to you.")
}
