//! Counts the results of a search by people, folders, sources, times and kinds.

use std::time::Instant;

use foundmail_search::query::{Query, Scope, Set, parse};
use foundmail_search::{Count, Results};

use crate::dates::{month, month_begins, now};
use crate::marks::snapshot::KnownTag;
use crate::numbers::count;
use crate::search::answer::{SearchAnswer, SearchRequest, YEARS};
use crate::search::catalogue_snapshot::CatalogueSnapshot;
use crate::search::click_counts::Clicks;
use crate::search::sets::{folders_in, in_query};
use crate::view::{Facet, Facets, ListRequest};
use crate::{Archive, ArchiveError};

/// Maximum number of facets for people, folders and sources each.
const MOST: usize = 20;

impl Archive {
    /// Returns the facets of a list. If the same list was just requested, its results are reused.
    pub fn facets(&self, request: &ListRequest) -> Result<Facets, ArchiveError> {
        let started = Instant::now();
        let ranked = self.answer(&SearchRequest::of(request))?;
        let mut facets = self.facets_of(&ranked)?;
        facets.seconds = started.elapsed().as_secs_f64();
        Ok(facets)
    }

    /// Returns the facets of an answer. The count of a facet is the number of results if the query also contains
    /// the facet's condition.
    pub(crate) fn facets_of(&self, ranked: &SearchAnswer) -> Result<Facets, ArchiveError> {
        let clicks = Clicks::on(self, ranked);
        let tags = ranked.results.tags();
        let tagged = |name: &str| -> Result<Vec<Facet>, ArchiveError> {
            let named = |tag: &Count| {
                let label = tag.value.strip_prefix(name)?.strip_prefix(':')?.to_owned();
                Some((label, tag.clone()))
            };
            sorted(tags.iter().filter_map(named).map(|(label, tag)| of_tag(&clicks, label, tag)))
        };
        let marks = self.marks()?;
        let (starred, own_tags) = marks.counts(ranked.results.ids());
        let (folders, sources) = places(&ranked.results, &ranked.known);
        Ok(Facets {
            people: self.senders(&clicks, &ranked.results)?,
            folders,
            sources,
            years: ranked.years(),
            months: months(&ranked.results),
            types: tagged("type")?,
            has: tagged("has")?,
            kinds: tagged("kind")?,
            tags: own_tags.into_iter().map(of_own_tag).collect(),
            starred,
            seconds: 0.0,
        })
    }

    /// Returns the senders with the most messages. A message that one person sent on behalf of another counts for
    /// both of them.
    fn senders(&self, clicks: &Clicks<'_>, results: &Results) -> Result<Vec<Facet>, ArchiveError> {
        let people = self.index().people()?;
        let facet = |sender: Count| {
            let name = people.name_of(&sender.value).filter(|name| !name.is_empty());
            let label = name.map_or_else(|| sender.value.clone(), str::to_owned);
            let query = Query::Words { scope: Scope::FROM, text: in_query(&sender.value), prefix: false };
            Ok(Facet { query: query.to_string(), label, count: clicks.count(&query)? })
        };
        sorted(results.senders(MOST).into_iter().map(facet))
    }
}

/// Returns the facet of a tag. The type names in queries can include several extensions. So `type:word` does not
/// only find files with the extension `.word`, and its results are counted with a search.
fn of_tag(clicks: &Clicks<'_>, label: String, tag: Count) -> Result<Facet, ArchiveError> {
    let query = parse(&tag.value, now()).query;
    let is_one = query == Query::Tag(tag.value.clone());
    let count = if is_one { count(tag.count) } else { clicks.count(&query)? };
    Ok(Facet { query: tag.value, label, count })
}

/// Returns the facet of a tag of the owner.
fn of_own_tag((tag, count): (&KnownTag, u32)) -> Facet {
    let query = Query::Set(Set::Tagged(in_query(&tag.name))).to_string();
    Facet { query, label: tag.name.clone(), count }
}

/// Returns the facets without those that have no results. The facet with the most results is first.
fn sorted(facets: impl Iterator<Item = Result<Facet, ArchiveError>>) -> Result<Vec<Facet>, ArchiveError> {
    let mut facets: Vec<Facet> = facets.collect::<Result<_, _>>()?;
    facets.retain(|facet| facet.count > 0);
    facets.sort_by_key(|facet| std::cmp::Reverse(facet.count));
    Ok(facets)
}

/// Returns the folders and sources that contain the most results. A message in two folders counts in both of them.
fn places(results: &Results, known: &CatalogueSnapshot) -> (Vec<Facet>, Vec<Facet>) {
    let mut folders = vec![0_usize; known.folders.len()];
    for message in results.ids() {
        for folder in known.folders_of(message).iter().filter_map(|&folder| usize::try_from(folder).ok()) {
            folders.get_mut(folder).into_iter().for_each(|count| *count += 1);
        }
    }
    let folders = most(&folders).into_iter().filter_map(|(at, _)| {
        let (folder, path) = (known.folders.get(at)?, known.paths.get(at)?);
        // If several folders have the same name, the path identifies this folder.
        let own = path.rsplit('/').next().unwrap_or(path);
        let same = known.paths.iter().filter(|other| other.rsplit('/').next() == Some(own)).take(2).count();
        let name = if same > 1 { path } else { &folder.name };
        Some((Set::Folder(in_query(name)), folder.name.clone()))
    });
    let sources = known.sources.iter();
    let sources = sources.map(|source| (Set::Source(in_query(&source.name)), source.name.clone()));
    (in_places(results, known, folders), in_places(results, known, sources))
}

/// Returns the facets of sets of folders. `named` contains each set with its label for the screen.
fn in_places(
    results: &Results,
    known: &CatalogueSnapshot,
    named: impl Iterator<Item = (Set, String)>,
) -> Vec<Facet> {
    let mut chosen: Vec<(Set, String)> = Vec::new();
    for (set, label) in named.filter(|(_, label)| !label.trim().is_empty()) {
        if chosen.iter().all(|(other, _)| *other != set) {
            chosen.push((set, label));
        }
    }
    let folders: Vec<_> = chosen.iter().filter_map(|(set, _)| folders_in(known, set)).collect();
    let counts = known.count_in(results.ids(), &folders);
    let counted = chosen.into_iter().zip(counts).filter(|(_, counted)| *counted > 0);
    let mut facets: Vec<Facet> = counted
        .map(|((set, label), counted)| Facet {
            query: Query::Set(set).to_string(),
            label,
            count: count(counted),
        })
        .collect();
    facets.sort_by_key(|facet| std::cmp::Reverse(facet.count));
    facets.truncate(MOST);
    facets
}

/// Returns the largest counts with their positions. Counts of 0 are left out.
fn most(counts: &[usize]) -> Vec<(usize, usize)> {
    let mut some: Vec<(usize, usize)> =
        counts.iter().copied().enumerate().filter(|(_, count)| *count > 0).collect();
    some.sort_by_key(|(at, count)| (std::cmp::Reverse(*count), *at));
    some.truncate(MOST);
    some
}

/// Returns the months with results, oldest first.
pub(crate) fn months(results: &Results) -> Vec<Facet> {
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
