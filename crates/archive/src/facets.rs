//! How the messages of a search spread over people, folders, times and kinds.

use std::time::Instant;

use foundmail_search::Results;
use foundmail_search::query::{Place, Query, Set};

use crate::dates::{month, month_begins};
use crate::known::Known;
use crate::list::count;
use crate::ranking::{Ranked, Wanted, YEARS};
use crate::view::{Facet, Facets, ListRequest};
use crate::{Archive, ArchiveError};

/// People and folders that are counted one by one.
const MOST: usize = 20;

impl Archive {
    /// Counts of a list. Costs nothing but counting when the list itself was just asked for.
    pub fn facets(&self, request: &ListRequest) -> Result<Facets, ArchiveError> {
        let started = Instant::now();
        let ranked = self.rank(&Wanted::of(request))?;
        let mut facets = self.facets_of(&ranked)?;
        facets.seconds = started.elapsed().as_secs_f64();
        Ok(facets)
    }

    pub(crate) fn facets_of(&self, ranked: &Ranked) -> Result<Facets, ArchiveError> {
        let tags = ranked.results.tags();
        let tagged = |name: &str| -> Vec<Facet> {
            let with = |tag: &foundmail_search::Count| {
                let label = tag.value.strip_prefix(name)?.strip_prefix(':')?.to_owned();
                Some(Facet { query: tag.value.clone(), label, count: count(tag.count) })
            };
            tags.iter().filter_map(with).collect()
        };
        let (folders, sources) = places(&ranked.results, &ranked.known);
        Ok(Facets {
            people: self.senders(&ranked.results)?,
            folders,
            sources,
            years: ranked.years(),
            months: months(&ranked.results),
            types: tagged("type"),
            has: tagged("has"),
            kinds: tagged("kind"),
            seconds: 0.0,
        })
    }

    fn senders(&self, results: &Results) -> Result<Vec<Facet>, ArchiveError> {
        let people = self.index().people()?;
        let facet = |sender: foundmail_search::Count| {
            let name = people.name_of(&sender.value).filter(|name| !name.is_empty());
            let label = name.map_or_else(|| sender.value.clone(), str::to_owned);
            let query = Query::Words { place: Place::From, text: sender.value, prefix: false };
            Facet { query: query.to_string(), label, count: count(sender.count) }
        };
        Ok(results.senders(MOST).into_iter().map(facet).collect())
    }
}

/// Folders and sources. A message in two folders counts in both.
fn places(results: &Results, known: &Known) -> (Vec<Facet>, Vec<Facet>) {
    let mut folders = vec![0_usize; known.folders.len()];
    let mut sources = vec![0_usize; known.sources.len()];
    // Sources and folders have few numbers; a message's are few as well.
    let source_of: Vec<usize> = known
        .folders
        .iter()
        .map(|folder| {
            known.sources.iter().position(|source| source.id == folder.source).unwrap_or(usize::MAX)
        })
        .collect();
    let mut met: Vec<usize> = Vec::new();
    for message in results.ids() {
        met.clear();
        for folder in known.folders_of(message).iter().filter_map(|&folder| usize::try_from(folder).ok()) {
            folders.get_mut(folder).into_iter().for_each(|count| *count += 1);
            let source = source_of.get(folder).copied().unwrap_or(usize::MAX);
            if !met.contains(&source) {
                met.push(source);
                sources.get_mut(source).into_iter().for_each(|count| *count += 1);
            }
        }
    }
    let named = |set: Set, label: &str, counted: usize| Facet {
        query: Query::Set(set).to_string(),
        label: label.to_owned(),
        count: count(counted),
    };
    let folders = most(&folders).into_iter().filter_map(|(at, count)| {
        let (folder, path) = (known.folders.get(at)?, known.paths.get(at)?);
        // The path tells it from others of its name.
        let own = path.rsplit('/').next().unwrap_or(path);
        let same = known.paths.iter().filter(|other| other.rsplit('/').next() == Some(own)).take(2).count();
        let name = if same > 1 { path } else { &folder.name };
        Some(named(Set::Folder(name.clone()), &folder.name, count))
    });
    let sources = most(&sources).into_iter().filter_map(|(at, count)| {
        let source = known.sources.get(at)?;
        Some(named(Set::Source(source.name.clone()), &source.name, count))
    });
    (folders.collect(), sources.collect())
}

/// Positions of the largest counts that are not 0, with them.
fn most(counts: &[usize]) -> Vec<(usize, usize)> {
    let mut some: Vec<(usize, usize)> =
        counts.iter().copied().enumerate().filter(|(_, count)| *count > 0).collect();
    some.sort_by_key(|(at, count)| (std::cmp::Reverse(*count), *at));
    some.truncate(MOST);
    some
}

/// Months in which something matches, oldest first.
fn months(results: &Results) -> Vec<Facet> {
    let Some((oldest, newest)) = results.span() else { return Vec::new() };
    let bound = |seconds| month(seconds).unwrap_or(0).clamp(YEARS.start() * 12, YEARS.end() * 12 + 11);
    let (first, last) = (bound(oldest), bound(newest));
    let bounds: Vec<i64> = (first..=last + 1).map(|month| month_begins(month).unwrap_or(i64::MAX)).collect();
    let counts = (first..).zip(results.between(&bounds));
    let facets = counts.filter(|(_, counted)| *counted > 0).map(|(month, counted)| {
        let label = format!("{}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1);
        Facet { query: format!("during:{label}"), label, count: count(counted) }
    });
    facets.collect()
}
