//! The completions of one request.

use std::cell::OnceCell;
use std::ops::Range;

use foundmail_search::fold;
use foundmail_search::query::{OPERATORS, Operator, Query, Scope, Set, Values, WordAtCursor};

use crate::search::answer::{SearchRequest, utf16};
use crate::search::catalogue_snapshot::CatalogueSnapshot;
use crate::search::click_counts::Replacing;
use crate::search::sets::in_query;
use crate::view::{Completion, CompletionKind};
use crate::{Archive, ArchiveError};

/// Maximum number of completions of one kind.
const MOST: usize = 6;
/// Maximum number of values whose results are counted. It is larger than `MOST` because values without results are
/// then left out.
pub(super) const TRIED: usize = 12;

/// The completions that were already found.
pub(super) struct Offers<'a> {
    pub(super) archive: &'a Archive,
    wanted: SearchRequest,
    text: &'a str,
    /// The part of the query that the next completions replace.
    replaced: Range<usize>,
    /// Counts the results. It is made when it is first needed, because it runs the rest of the query.
    query: OnceCell<Replacing<'a>>,
    pub(super) items: Vec<Completion>,
}

impl<'a> Offers<'a> {
    pub(super) fn new(archive: &'a Archive, wanted: SearchRequest, text: &'a str) -> Self {
        Self { archive, wanted, text, replaced: 0..0, query: OnceCell::new(), items: Vec::new() }
    }

    /// The next completions replace this word, or these words.
    pub(super) fn replace(&mut self, word: &WordAtCursor) {
        self.replaced = word.range.clone();
        self.query = OnceCell::new();
    }

    /// Adds completions of several words: people and months, whose names can consist of several words.
    pub(super) fn of_words(&mut self, words: &WordAtCursor) -> Result<(), ArchiveError> {
        match words.field.as_deref().map(|field| (field, Operator::find(field))) {
            None => {
                self.people(Scope::PEOPLE, &words.value)?;
                self.months("date", &words.value)
            }
            Some((field, Some(operator))) => match operator.values {
                Values::People => self.people(operator.fields, &words.value),
                Values::Dates => self.months(field, &words.value),
                _ => Ok(()),
            },
            Some((_, None)) => Ok(()),
        }
    }

    /// Adds completions of a word without an operator: operators, people, folders, tags, years, months and file types.
    pub(super) fn of_word(&mut self, value: &str) -> Result<(), ArchiveError> {
        let typed = value.to_lowercase();
        let fits = |operator: &Operator| operator.names().find(|name| name.starts_with(&typed));
        let start = self.start();
        let fields = OPERATORS.iter().filter_map(fits).take(MOST);
        self.items.extend(fields.map(|name| Completion {
            text: format!("{name}:"),
            label: name.to_owned(),
            kind: CompletionKind::Operator,
            start,
            count: None,
        }));
        self.people(Scope::PEOPLE, value)?;
        self.folders(value)?;
        self.tags(value)?;
        if value.len() >= 2 && value.chars().all(|c| c.is_ascii_digit()) {
            self.years("during", value)?;
        }
        self.months("date", value)?;
        // With one character, too many types would match.
        if value.len() >= 2 { self.types(value) } else { Ok(()) }
    }

    /// Adds completions of the value of an operator. `name` is the operator's name as the user typed it.
    pub(super) fn values(
        &mut self,
        name: &str,
        operator: &Operator,
        value: &str,
    ) -> Result<(), ArchiveError> {
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
            Values::Tags => self.tags(value),
            Values::Dates => {
                self.years(name, value)?;
                self.months(name, value)
            }
            Values::Types => self.types(value),
            Values::Of(known) => {
                for known in known.iter().filter(|known| known.starts_with(&value.to_lowercase())) {
                    let text = format!("{name}:{known}");
                    // `text-in:attachment` needs a word after it, so its results cannot be counted.
                    let needs_word = operator.fields != Scope::NONE;
                    let count = if needs_word { None } else { Some(self.count(&text)?) };
                    let (label, kind, start) = ((*known).to_owned(), CompletionKind::Value, self.start());
                    self.items.push(Completion { text, label, kind, start, count });
                }
                Ok(())
            }
            Values::Words | Values::Ages | Values::Sizes | Values::Numbers => Ok(()),
        }
    }

    /// Adds the values that have results and were not offered before. Values with more results come first, except
    /// years and months, which keep their order.
    pub(super) fn offer(
        &mut self,
        kind: CompletionKind,
        named: impl Iterator<Item = (String, String)>,
    ) -> Result<(), ArchiveError> {
        let mut items = Vec::new();
        let start = self.start();
        for (text, label) in named.take(TRIED) {
            // A person of several typed words is not offered again for the last of these words.
            let is_known = |item: &Completion| {
                item.text == text
                    || (kind == CompletionKind::Person && item.kind == kind && item.label == label)
            };
            if self.items.iter().any(is_known) {
                continue;
            }
            let count = self.count(&text)?;
            if count > 0 {
                items.push(Completion { text, label, kind, start, count: Some(count) });
            }
        }
        if !matches!(kind, CompletionKind::Year | CompletionKind::Month) {
            items.sort_by_key(|item| std::cmp::Reverse(item.count));
        }
        self.items.extend(items.into_iter().take(MOST));
        Ok(())
    }

    /// Returns the number of messages that the query finds with this condition.
    fn count(&self, condition: &str) -> Result<u32, ArchiveError> {
        if let Some(query) = self.query.get() {
            return query.count(condition);
        }
        let around = [self.text.get(..self.replaced.start), self.text.get(self.replaced.end..)];
        let query = Replacing::new(self.archive, &self.wanted, around.map(Option::unwrap_or_default))?;
        self.query.get_or_init(|| query).count(condition)
    }

    fn start(&self) -> u32 {
        utf16(self.text, self.replaced.start)
    }

    fn folders(&mut self, value: &str) -> Result<(), ArchiveError> {
        let known = self.archive.catalogue_snapshot()?;
        let names = folders(&known, value).into_iter();
        let text = |name: &str| Query::Set(Set::Folder(in_query(name))).to_string();
        self.offer(CompletionKind::Folder, names.map(|name| (text(name), name.to_owned())))
    }

    fn tags(&mut self, value: &str) -> Result<(), ArchiveError> {
        let marks = self.archive.marks()?;
        let wanted = fold(value);
        let begins = |name: &str| begins_a_word(name, &wanted) || fold(name).starts_with(&wanted);
        let fits = marks.used_tags().filter(|tag| begins(&tag.name));
        let text = |name: &str| Query::Set(Set::Tagged(in_query(name))).to_string();
        let mut named: Vec<_> = fits.map(|tag| (text(&tag.name), tag.name.clone())).collect();
        if value.len() >= 2 && "starred".starts_with(&wanted) && marks.starred_count() > 0 {
            named.push(("is:starred".to_owned(), "starred".to_owned()));
        }
        self.offer(CompletionKind::Tag, named.into_iter())
    }
}

/// Returns the names of folders that contain a word with this beginning. Each name occurs once.
fn folders<'k>(known: &'k CatalogueSnapshot, value: &str) -> Vec<&'k str> {
    let wanted = fold(value);
    let mut names: Vec<&str> = Vec::new();
    for folder in &known.folders {
        let begins = begins_a_word(&folder.name, &wanted);
        if begins && names.len() < TRIED && !names.contains(&folder.name.as_str()) {
            names.push(&folder.name);
        }
    }
    names
}

/// Returns true if a word of the name begins with folded text.
fn begins_a_word(name: &str, wanted: &str) -> bool {
    fold(name).split_whitespace().any(|word| word.starts_with(wanted))
}
