//! Completions of years and months.

use foundmail_search::query::months_named;

use super::offers::Offers;
use crate::ArchiveError;
use crate::search::answer::SearchRequest;
use crate::search::facets::months;
use crate::view::CompletionKind;

/// Names of the months on the screen.
const NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Offers<'_> {
    /// Adds the years that begin as typed, newest first.
    pub(super) fn years(&mut self, field: &str, value: &str) -> Result<(), ArchiveError> {
        let ranked = self.archive.answer(&SearchRequest::default())?;
        let years = ranked.years().into_iter().rev().filter(|year| year.count > 0);
        let fits = years.map(|year| year.year.to_string()).filter(|year| year.starts_with(value));
        self.offer(CompletionKind::Year, fits.map(|year| (format!("{field}:{year}"), year)))
    }

    /// Adds the months whose name and year begin as typed, newest first: `oct 2001` gives `date:2001-10`.
    pub(super) fn months(&mut self, field: &str, value: &str) -> Result<(), ArchiveError> {
        let wanted = months_named(value);
        if wanted.is_empty() {
            return Ok(());
        }
        let ranked = self.archive.answer(&SearchRequest::default())?;
        let known = months(&ranked.results).into_iter().rev();
        let fits = known.filter_map(|facet| {
            let (year, month) = facet.label.split_once('-')?;
            let month: u32 = month.parse().ok()?;
            let is_wanted = wanted.iter().any(|(number, start)| *number == month && year.starts_with(start));
            let name = NAMES.get(usize::try_from(month.checked_sub(1)?).ok()?)?;
            is_wanted.then(|| (format!("{field}:{}", facet.label), format!("{name} {year}")))
        });
        self.offer(CompletionKind::Month, fits)
    }
}
