//! Makes the report on the sources of an archive.

use std::collections::{BTreeMap, HashMap};

use foundmail_store::{SourceId, SourceProgress, SourceRow, StoreReader};

use super::calendar::month_of;
use super::days::Days;
use super::gaps::Facts;
use super::mail::{SourceMail, read};
use super::named::{NamedIds, by_month};
use super::report::{Coverage, CoverageMonth, SourceCoverage};
use crate::archive::missing_of;
use crate::dates::{month_name, rfc3339};
use crate::import::completeness::completeness;
use crate::view::Completeness;
use crate::{Archive, ArchiveError};

/// A mailbox with more months than this has wrong dates. Then months without mail are left out.
const MAX_MONTHS: i32 = 1200;

impl Archive {
    /// Returns the mail of a source, or of all sources, by month, and the places where mail may be missing. `source`
    /// is the full path of a source, its file name, or its id.
    ///
    /// `progress` is called with the number of messages whose header was read, and the number of all messages.
    pub fn coverage(
        &self,
        source: Option<&str>,
        progress: &mut dyn FnMut(u32, u32),
    ) -> Result<Coverage, ArchiveError> {
        let chosen = source.map(|source| self.source_named(source)).transpose()?;
        let sent = self.healing(|archive| archive.sent(&*archive.catalogue_snapshot()?))?;
        let reader = self.store.reader()?;
        let rows: Vec<SourceRow> = reader.sources()?;
        let named = NamedIds::read(&reader, progress)?.days();
        // A message of another source fills a gap only once, even if several sources have it.
        let everywhere = received_everywhere(&reader, &sent)?;
        let mut sources = Vec::new();
        for row in rows.iter().filter(|row| chosen.is_none_or(|chosen| chosen == row.id.0)) {
            let mail = read(&reader, row.id, &sent)?;
            sources.push(self.of_source(&reader, row, &mail, &everywhere, &named)?);
        }
        Ok(Coverage { sources })
    }

    fn of_source(
        &self,
        reader: &StoreReader,
        row: &SourceRow,
        mail: &SourceMail,
        everywhere: &Days,
        named: &HashMap<SourceId, Days>,
    ) -> Result<SourceCoverage, ArchiveError> {
        let states = reader.source_states()?;
        let state = states.get(&row.id);
        let is_written = state.is_some_and(|state| state.progress == SourceProgress::Reading)
            && reader.has_running_job()?
            && self.store.is_being_written();
        let missing = state.map_or(Ok(None), |state| missing_of(reader, row, state, is_written))?;
        let no_days = Days::default();
        let named = named.get(&row.id).unwrap_or(&no_days);
        let facts = Facts { reader, format: &row.format, mail, everywhere, named };
        Ok(SourceCoverage {
            path: row.path.clone(),
            format: row.format.clone(),
            state: state.map_or(Completeness::Whole, |state| completeness(state.progress)),
            missing,
            first: mail.first.and_then(rfc3339),
            last: mail.last.and_then(rfc3339),
            undated: mail.undated,
            months: months(mail),
            gaps: facts.gaps()?,
            named: by_month(named),
        })
    }
}

/// Returns the received messages of all sources, each message once.
fn received_everywhere(reader: &StoreReader, sent: &foundmail_search::Members) -> Result<Days, ArchiveError> {
    let mut days = Vec::new();
    reader.each_dated_mail(&mut |message, date| {
        if !sent.contains(message.0.into()) {
            days.extend(super::calendar::day_of(date));
        }
    })?;
    Ok(Days::of(days))
}

/// Returns the numbers of messages by month, from the first to the last month.
fn months(mail: &SourceMail) -> Vec<CoverageMonth> {
    let mut counts: BTreeMap<i32, (u32, u32)> = BTreeMap::new();
    for (day, count) in mail.received.counts() {
        let Some(month) = month_of(day) else { continue };
        let entry = counts.entry(month).or_default();
        entry.0 = entry.0.saturating_add(count);
    }
    for (day, count) in mail.sent.counts() {
        let Some(month) = month_of(day) else { continue };
        let entry = counts.entry(month).or_default();
        entry.1 = entry.1.saturating_add(count);
    }
    if let (Some((&first, _)), Some((&last, _))) = (counts.first_key_value(), counts.last_key_value())
        && last.saturating_sub(first) < MAX_MONTHS
    {
        for month in first..=last {
            counts.entry(month).or_default();
        }
    }
    let rows = counts.into_iter();
    rows.map(|(month, (received, sent))| CoverageMonth { month: month_name(month), received, sent }).collect()
}
