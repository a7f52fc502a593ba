//! What may be meant by the word that is being typed.

use foundmail_search::fold;
use foundmail_search::query::{FIELDS, Place, Query, Set, Values, word_at};

use crate::search::click_counts::Replacing;
use crate::search::known::Known;
use crate::search::ranking::{Wanted, utf16};
use crate::search::sets::in_query;
use crate::view::{Completion, CompletionKind, Completions, ListRequest};
use crate::{Archive, ArchiveError};

/// Completions of one kind.
const MOST: usize = 6;
/// Values that are tried for them: some have nothing to do with the rest of the query.
const TRIED: usize = 12;

impl Archive {
    /// Completions of the word before `cursor`, which counts UTF-16 units. The number of each is what the query finds, in
    /// the same folder or source, once the completion is taken.
    pub fn complete(&self, request: &ListRequest, cursor: u32) -> Result<Completions, ArchiveError> {
        self.healing(|archive| archive.completions(request, cursor))
    }

    fn completions(&self, request: &ListRequest, cursor: u32) -> Result<Completions, ArchiveError> {
        let text = request.query.as_str();
        let word = word_at(text, byte_of(text, cursor));
        let around =
            [text.get(..word.range.start), text.get(word.range.end..)].map(Option::unwrap_or_default);
        let mut offers = Offers {
            archive: self,
            query: Replacing::new(self, &Wanted::of(request), around)?,
            items: Vec::new(),
        };
        match &word.field {
            Some(field) => offers.values(field, &word.value)?,
            None if !word.value.is_empty() => offers.of_word(&word.value)?,
            None => {}
        }
        let (start, end) = (utf16(text, word.range.start), utf16(text, word.range.end));
        Ok(Completions { start, end, items: offers.items })
    }
}

/// Completions that are being found.
struct Offers<'a> {
    archive: &'a Archive,
    query: Replacing<'a>,
    items: Vec<Completion>,
}

impl Offers<'_> {
    /// For a word without an operator: operators, people, folders, years, types of files.
    fn of_word(&mut self, value: &str) -> Result<(), ArchiveError> {
        let typed = value.to_lowercase();
        let fields = FIELDS.iter().filter(|(name, _)| name.starts_with(&typed)).take(MOST);
        self.items.extend(fields.map(|(name, _)| Completion {
            text: format!("{name}:"),
            label: (*name).to_owned(),
            kind: CompletionKind::Operator,
            count: None,
        }));
        self.people("with", value)?;
        self.folders(value)?;
        if value.len() >= 2 && value.chars().all(|c| c.is_ascii_digit()) {
            self.years("during", value)?;
        }
        // One letter begins too many of them.
        if value.len() >= 2 { self.types(value) } else { Ok(()) }
    }

    fn values(&mut self, field: &str, value: &str) -> Result<(), ArchiveError> {
        let values = FIELDS.iter().find(|(name, _)| *name == field).map(|(_, values)| *values);
        match values {
            Some(Values::People) => self.people(field, value),
            Some(Values::Folders) => self.folders(value),
            Some(Values::Sources) => {
                let known = self.archive.known()?;
                let fits = known.sources.iter().filter(|source| fold(&source.name).contains(&fold(value)));
                let text = |name: &str| Query::Set(Set::Source(in_query(name))).to_string();
                let sources = fits.map(|source| (text(&source.name), source.name.clone()));
                self.offer(CompletionKind::Source, sources)
            }
            Some(Values::Dates) => self.years(field, value),
            Some(Values::Types) => self.types(value),
            Some(Values::Of(known)) => {
                for known in known.iter().filter(|known| known.starts_with(&value.to_lowercase())) {
                    let text = format!("{field}:{known}");
                    // `text-in:attachment` says nothing before a word follows it.
                    let count = if field == "text-in" { None } else { Some(self.query.count(&text)?) };
                    let (label, kind) = ((*known).to_owned(), CompletionKind::Value);
                    self.items.push(Completion { text, label, kind, count });
                }
                Ok(())
            }
            Some(Values::Words | Values::Ages | Values::Sizes | Values::Numbers) | None => Ok(()),
        }
    }

    /// Adds those that find something, the most first.
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

    fn people(&mut self, field: &str, value: &str) -> Result<(), ArchiveError> {
        let people = self.archive.index().people()?;
        let named = people.beginning_with(value, TRIED).into_iter().map(|person| {
            let text = if person.address.is_empty() { &person.name } else { &person.address };
            let query = Query::Words { place: place_of(field), text: in_query(text), prefix: false };
            let label = match (person.name.is_empty(), person.address.is_empty()) {
                (false, false) => format!("{} <{}>", person.name, person.address),
                _ => text.clone(),
            };
            (query.to_string(), label)
        });
        self.offer(CompletionKind::Person, named)
    }

    fn folders(&mut self, value: &str) -> Result<(), ArchiveError> {
        let known = self.archive.known()?;
        let names = folders(&known, value).into_iter();
        let text = |name: &str| Query::Set(Set::Folder(in_query(name))).to_string();
        self.offer(CompletionKind::Folder, names.map(|name| (text(name), name.to_owned())))
    }

    fn years(&mut self, field: &str, value: &str) -> Result<(), ArchiveError> {
        let ranked = self.archive.rank(&Wanted::default())?;
        let years = ranked.years().into_iter().rev().filter(|year| year.count > 0);
        let fits = years.map(|year| year.year.to_string()).filter(|year| year.starts_with(value));
        self.offer(CompletionKind::Year, fits.map(|year| (format!("{field}:{year}"), year)))
    }

    fn types(&mut self, value: &str) -> Result<(), ArchiveError> {
        let ranked = self.archive.rank(&Wanted::default())?;
        let start = format!("type:{}", value.to_lowercase());
        let tags = ranked.results.tags().into_iter().filter(|tag| tag.value.starts_with(&start));
        let named = tags.map(|tag| (tag.value.clone(), tag.value.trim_start_matches("type:").to_owned()));
        self.offer(CompletionKind::Type, named)
    }
}

fn place_of(field: &str) -> Place {
    match field {
        "from" => Place::From,
        "to" => Place::To,
        "cc" => Place::Cc,
        "bcc" => Place::Bcc,
        _ => Place::With,
    }
}

/// Names of folders of which a word begins with what is typed, each once.
fn folders<'k>(known: &'k Known, value: &str) -> Vec<&'k str> {
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

/// The byte at which a UTF-16 unit begins.
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
