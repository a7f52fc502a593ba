//! `foundmail compare`

use std::io::IsTerminal as _;
use std::path::PathBuf;

use anyhow::Result;
use foundmail_archive::{
    CompareSide, Compared, ComparedFolder, ComparedMonth, Comparison, SideName, SideState, compare,
};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Compare;
use crate::{Ended, open, out};

pub fn run(archive: Option<PathBuf>, wanted: &Compare) -> Result<Ended> {
    let needs_archive = [&wanted.a, &wanted.b].iter().any(|name| !CompareSide::is_archive(name));
    let archive = if needs_archive { Some(open(archive)?) } else { None };
    let a = CompareSide::open(archive.as_ref(), &wanted.a)?;
    let b = CompareSide::open(archive.as_ref(), &wanted.b)?;
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{bar:32} {pos}/{len} messages  {eta} left")?);
    let compared = compare(&a, &b, &mut |done, all| {
        bar.set_length(all.into());
        bar.set_position(done.into());
    })?;
    bar.finish_and_clear();
    let printed = match (wanted.json, wanted.list) {
        (true, true) => out::json(&compared.with_list()),
        (true, false) => out::json(&compared.report),
        (false, true) => print(&compared.report).and_then(|()| print_list(&compared)),
        (false, false) => print(&compared.report),
    };
    if compared.report.is_equal() { Ended::Well } else { Ended::Damaged }.after(printed)
}

fn print(report: &Comparison) -> Result<()> {
    let Comparison { a, b, only_a, only_b, both, differing, .. } = report;
    let total = |only: &u32| out::count(only.saturating_add(*both), "message", "messages");
    out::line(&format!("A  {a}: {}", total(only_a)))?;
    out::line(&format!("B  {b}: {}", total(only_b)))?;
    out::line("")?;
    let differ = match differing {
        0 => String::new(),
        1 => ", 1 of them with a difference".to_owned(),
        count => format!(", {count} of them with differences"),
    };
    out::line(&format!("{both:>9}  in both{differ}"))?;
    out::line(&format!("{only_a:>9}  only in A"))?;
    out::line(&format!("{only_b:>9}  only in B"))?;
    sides(&report.sides)?;
    if report.has_no_difference() {
        out::line("")?;
        return out::line(if report.is_equal() {
            "Both have the same messages."
        } else {
            "The messages that could be read are the same in both. More messages may be missing."
        });
    }
    months(&report.months)?;
    folders(&report.folders)
}

/// Prints the reasons why messages of a side may be in none of the counts.
fn sides(sides: &[SideState]) -> Result<()> {
    for (number, side) in sides.iter().filter(|side| !side.is_whole()).enumerate() {
        if number == 0 {
            out::line("")?;
        }
        let letter = side.side.letter();
        for sentences in &side.missing {
            out::line(&format!("! {letter}: {sentences}"))?;
        }
        if side.lost > 0 {
            let lost = out::count(side.lost, "item", "items");
            out::line(&format!("! {letter}: {lost} could not be read, and cannot be compared."))?;
        }
    }
    Ok(())
}

/// Prints the months in which the two sides differ.
fn months(months: &[ComparedMonth]) -> Result<()> {
    let differ = |month: &&ComparedMonth| month.only_a > 0 || month.only_b > 0 || month.differing > 0;
    let rows: Vec<_> = months.iter().filter(differ).collect();
    out::line("")?;
    out::line("Month      only in A  only in B    in both  differing")?;
    for ComparedMonth { month, only_a, only_b, both, differing } in &rows {
        let month = month.as_deref().unwrap_or("no date");
        out::line(&format!("{month:8} {only_a:>11}{only_b:>11}{both:>11}{differing:>11}"))?;
    }
    match months.len().saturating_sub(rows.len()) {
        0 => Ok(()),
        1 => out::line("In 1 other month, both have the same messages."),
        same => out::line(&format!("In {same} other months, both have the same messages.")),
    }
}

/// Prints the folders with messages that the other side lacks, or that differ.
fn folders(folders: &[ComparedFolder]) -> Result<()> {
    for side in [SideName::A, SideName::B] {
        let rows = folders.iter().filter(|row| row.side == side && (row.only > 0 || row.differing > 0));
        for (number, ComparedFolder { folder, only, both, differing, .. }) in rows.enumerate() {
            if number == 0 {
                out::line("")?;
                let (here, there) = (side.letter(), side.other().letter());
                out::line(&format!("Folders of {here}: messages missing in {there}, messages that differ"))?;
            }
            let all = only.saturating_add(*both);
            out::line(&format!("{only:>9}{differing:>9}  of {all} in {}", folder.join(" / ")))?;
        }
    }
    Ok(())
}

fn print_list(compared: &Compared<'_>) -> Result<()> {
    for side in [SideName::A, SideName::B] {
        for (number, row) in compared.only_in(side).enumerate() {
            let row = row?;
            if number == 0 {
                out::line("")?;
                out::line(&format!("Only in {}", side.letter()))?;
            }
            let line = message(&row.id.to_string(), row.date.as_deref(), &row.from, &row.subject);
            out::line(&format!("{line}  [{}]", row.folder.join(" / ")))?;
        }
    }
    for (number, row) in compared.differing().enumerate() {
        let row = row?;
        if number == 0 {
            out::line("")?;
            out::line("In both, but different")?;
        }
        let ids = if row.a == row.b { row.a.to_string() } else { format!("{}/{}", row.a, row.b) };
        out::line(&message(&ids, row.date.as_deref(), &row.from, &row.subject))?;
        for difference in &row.differences {
            out::line(&format!("{:>9}{}", "", difference.what))?;
        }
    }
    Ok(())
}

fn message(ids: &str, date: Option<&str>, from: &str, subject: &str) -> String {
    let date = date.and_then(|date| date.get(..10)).unwrap_or("no date");
    let from: String = from.chars().take(24).collect();
    let subject = if subject.trim().is_empty() { "(no subject)" } else { subject };
    format!("{ids:>7}  {date:10}  {from:24}  {subject}")
}
