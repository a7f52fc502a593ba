//! Completes the word that is being typed.

use foundmail_search::fold;
use foundmail_search::query::{OPERATORS, Operator, Query, Scope, Set, Values, word_at};

use crate::search::answer::{SearchRequest, utf16};
use crate::search::catalogue_snapshot::CatalogueSnapshot;
use crate::search::click_counts::Replacing;
use crate::search::sets::in_query;
use crate::view::{Completion, CompletionKind, Completions, ListRequest};
use crate::{Archive, ArchiveError};

/// Maximum number of completions of one kind.
const MOST: usize = 6;
/// Maximum number of values whose results are counted. It is larger than `MOST` because values without results are
/// then left out.
const TRIED: usize = 12;

impl Archive {
    /// Returns completions of the word before the cursor. `cursor` is counted in UTF-16 units. Each completion has
    /// a count: the number of messages that the query finds if the completion replaces the word. The search is
    /// limited to the same folder or source.
    pub fn complete(&self, request: &ListRequest, cursor: u32) -> Result<Completions, ArchiveError> {
        self.healing(|archive| archive.completions(request, cursor))
    }

    fn completions(&self, request: &ListRequest, cursor: u32) -> Result<Completions, ArchiveError> {
        let text = request.query.as_str();
        let word = word_at(text, byte_of(text, cursor));
        let around =
            [text.get(..word.range.start), text.get(word.range.end..)].map(Option::unwrap_or_default);
        let mut offers = Offers::around(self, &SearchRequest::of(request), around)?;
        match word.field.as_deref().map(|field| (field, Operator::find(field))) {
            Some((field, Some(operator))) => offers.values(field, operator, &word.value)?,
            None if !word.value.is_empty() => offers.of_word(&word.value)?,
            _ => {}
        }
        let (start, end) = (utf16(text, word.range.start), utf16(text, word.range.end));
        Ok(Completions { start, end, items: offers.items })
    }

    /// Returns the values of an operator that begin with `value`. Each has the number of messages that the
    /// query finds with this value.
    pub fn complete_value(
        &self,
        request: &ListRequest,
        operator: &str,
        value: &str,
    ) -> Result<Vec<Completion>, ArchiveError> {
        self.healing(|archive| {
            let wanted = SearchRequest::of(request);
            let mut offers = Offers::around(archive, &wanted, ["", &wanted.query])?;
            if let Some(known) = Operator::find(operator) {
                offers.values(operator, known, value)?;
            }
            Ok(offers.items)
        })
    }
}

/// The completions that were already found.
struct Offers<'a> {
    archive: &'a Archive,
    query: Replacing<'a>,
    items: Vec<Completion>,
}

impl<'a> Offers<'a> {
    fn around(
        archive: &'a Archive,
        wanted: &SearchRequest,
        around: [&'a str; 2],
    ) -> Result<Self, ArchiveError> {
        Ok(Self { archive, query: Replacing::new(archive, wanted, around)?, items: Vec::new() })
    }

    /// Adds completions of a word without an operator: operators, people, folders, years and file types.
    fn of_word(&mut self, value: &str) -> Result<(), ArchiveError> {
        let typed = value.to_lowercase();
        let fits = |operator: &Operator| operator.names().find(|name| name.starts_with(&typed));
        let fields = OPERATORS.iter().filter_map(fits).take(MOST);
        self.items.extend(fields.map(|name| Completion {
            text: format!("{name}:"),
            label: name.to_owned(),
            kind: CompletionKind::Operator,
            count: None,
        }));
        self.people(Scope::PEOPLE, value)?;
        self.folders(value)?;
        if value.len() >= 2 && value.chars().all(|c| c.is_ascii_digit()) {
            self.years("during", value)?;
        }
        // With one character, too many types would match.
        if value.len() >= 2 { self.types(value) } else { Ok(()) }
    }

    /// Adds completions of the value of an operator. `name` is the operator's name as the user typed it.
    fn values(&mut self, name: &str, operator: &Operator, value: &str) -> Result<(), ArchiveError> {
        match operator.values {
            Values::People => self.people(operator.fields, value),
            Values::Folders => self.folders(value),
            Values::Sources => {
                let known = self.archive.catalogue_snapshot()?;
                let fits = known.sources.iter().filter(|source| fold(&source.name).contains(&fold(value)));
                let text = |name: &str| Query::Set(Set::Source(in_query(name))).to_string();
                let sources = fits.map(|source| (text(&source.name), source.name.clone()));
                self.offer(CompletionKind::Source, sources)
            }
            Values::Dates => self.years(name, value),
            Values::Types => self.types(value),
            Values::Of(known) => {
                for known in known.iter().filter(|known| known.starts_with(&value.to_lowercase())) {
                    let text = format!("{name}:{known}");
                    // `text-in:attachment` needs a word after it, so its results cannot be counted.
                    let needs_word = operator.fields != Scope::NONE;
                    let count = if needs_word { None } else { Some(self.query.count(&text)?) };
                    let (label, kind) = ((*known).to_owned(), CompletionKind::Value);
                    self.items.push(Completion { text, label, kind, count });
                }
                Ok(())
            }
            Values::Words | Values::Ages | Values::Sizes | Values::Numbers => Ok(()),
        }
    }

    /// Adds the values that have results. Values with more results come first, except years, which keep their
    /// order.
    fn offer(
        &mut self,
        kind: CompletionKind,
        named: impl Iterator<Item = (String, String)>,
    ) -> Result<(), ArchiveError> {
        let mut items = Vec::new();
        for (text, label) in named.take(TRIED) {
            let count = self.query.count(&text)?;
            if count > 0 {
                items.push(Completion { text, label, kind, count: Some(count) });
            }
        }
        if kind != CompletionKind::Year {
            items.sort_by_key(|item| std::cmp::Reverse(item.count));
        }
        self.items.extend(items.into_iter().take(MOST));
        Ok(())
    }

    fn people(&mut self, scope: Scope, value: &str) -> Result<(), ArchiveError> {
        let people = self.archive.index().people()?;
        let named = people.beginning_with(value, TRIED).into_iter().map(|person| {
            let text = if person.address.is_empty() { &person.name } else { &person.address };
            let query = Query::Words { scope, text: in_query(text), prefix: false };
            let label = match (person.name.is_empty(), person.address.is_empty()) {
                (false, false) => format!("{} <{}>", person.name, person.address),
                _ => text.clone(),
            };
            (query.to_string(), label)
        });
        self.offer(CompletionKind::Person, named)
    }

    fn folders(&mut self, value: &str) -> Result<(), ArchiveError> {
        let known = self.archive.catalogue_snapshot()?;
        let names = folders(&known, value).into_iter();
        let text = |name: &str| Query::Set(Set::Folder(in_query(name))).to_string();
        self.offer(CompletionKind::Folder, names.map(|name| (text(name), name.to_owned())))
    }

    fn years(&mut self, field: &str, value: &str) -> Result<(), ArchiveError> {
        let ranked = self.archive.answer(&SearchRequest::default())?;
        let years = ranked.years().into_iter().rev().filter(|year| year.count > 0);
        let fits = years.map(|year| year.year.to_string()).filter(|year| year.starts_with(value));
        self.offer(CompletionKind::Year, fits.map(|year| (format!("{field}:{year}"), year)))
    }

    fn types(&mut self, value: &str) -> Result<(), ArchiveError> {
        let ranked = self.archive.answer(&SearchRequest::default())?;
        let start = format!("type:{}", value.to_lowercase());
        let tags = ranked.results.tags().into_iter().filter(|tag| tag.value.starts_with(&start));
        let named = tags.map(|tag| (tag.value.clone(), tag.value.trim_start_matches("type:").to_owned()));
        self.offer(CompletionKind::Type, named)
    }
}

/// Returns the names of folders that contain a word with this beginning. Each name occurs once.
fn folders<'k>(known: &'k CatalogueSnapshot, value: &str) -> Vec<&'k str> {
    let wanted = fold(value);
    let mut names: Vec<&str> = Vec::new();
    for folder in &known.folders {
        let begins = fold(&folder.name).split_whitespace().any(|word| word.starts_with(&wanted));
        if begins && names.len() < TRIED && !names.contains(&folder.name.as_str()) {
            names.push(&folder.name);
        }
    }
    names
}

/// Returns the byte offset of a position that is counted in UTF-16 units.
fn byte_of(text: &str, unit: u32) -> usize {
    let mut units = 0_usize;
    let wanted = usize::try_from(unit).unwrap_or(usize::MAX);
    for (at, c) in text.char_indices() {
        if units >= wanted {
            return at;
        }
        units += c.len_utf16();
    }
    text.len()
}
