//! Completions of file types.

use foundmail_search::query::{FILE_GROUPS, FileGroup};

use super::offers::Offers;
use crate::ArchiveError;
use crate::search::answer::SearchRequest;
use crate::view::CompletionKind;

impl Offers<'_> {
    /// Adds the groups and the extensions of files that begin as typed. `excel` gives one completion for all its
    /// extensions; an extension of a group is only offered by itself if it was typed completely.
    pub(super) fn types(&mut self, value: &str) -> Result<(), ArchiveError> {
        let typed = value.to_lowercase();
        let groups: Vec<&FileGroup> = FILE_GROUPS.iter().filter(|group| group.begins_with(&typed)).collect();
        let ranked = self.archive.answer(&SearchRequest::default())?;
        let tags = ranked.results.tags().into_iter();
        let extensions = tags.filter_map(|tag| tag.value.strip_prefix("type:").map(str::to_owned));
        let is_grouped = |name: &str| FILE_GROUPS.iter().any(|group| group.extensions.contains(&name));
        let extensions = extensions.filter(|name| {
            let is_group_word = FILE_GROUPS.iter().any(|group| group.words.contains(&name.as_str()));
            name.starts_with(&typed) && !is_group_word && (*name == typed || !is_grouped(name))
        });
        let groups = groups.into_iter().filter_map(|group| {
            let word = group.words.first()?;
            Some((format!("type:{word}"), group.label.to_owned()))
        });
        let named = groups.chain(extensions.map(|name| (format!("type:{name}"), name)));
        self.offer(CompletionKind::Type, named)
    }
}
