//! The names of the standard folders of mail programs in several languages.

/// The folded names of each standard folder. The first name of each list is the one that queries use.
const FOLDERS: [&[&str]; 6] = [
    &[
        "sent",
        "sent items",
        "sent mail",
        "sent messages",
        "gesendet",
        "gesendete objekte",
        "gesendete elemente",
        "gesendete nachrichten",
        "postausgang",
        "envoyes",
        "elements envoyes",
        "messages envoyes",
        "enviados",
        "elementos enviados",
        "posta inviata",
        "inviata",
        "verzonden",
        "verzonden items",
        "skickat",
        "sendt",
        "wyslane",
        "已发送",
        "已发送邮件",
        "送信済みアイテム",
        "보낸 편지함",
    ],
    &[
        "inbox",
        "posteingang",
        "boite de reception",
        "bandeja de entrada",
        "posta in arrivo",
        "postvak in",
        "收件箱",
    ],
    &["drafts", "entwurfe", "brouillons", "borradores", "bozze", "concepten", "草稿"],
    &[
        "trash",
        "deleted items",
        "deleted",
        "papierkorb",
        "geloschte objekte",
        "geloschte elemente",
        "corbeille",
        "elements supprimes",
        "papelera",
        "elementos eliminados",
        "posta eliminata",
        "verwijderde items",
        "已删除邮件",
    ],
    &["spam", "junk", "junk e-mail", "junk email", "bulk mail", "junk-e-mail", "courrier indesirable"],
    &["archive", "archiv", "archives", "archivo", "archivio", "archief"],
];

/// Returns true if folders with this folded name are for sent mail.
pub(crate) fn is_sent(name: &str) -> bool {
    FOLDERS.first().is_some_and(|names| names.contains(&name))
}

/// Returns true if folders with this folded name are for received mail.
pub(crate) fn is_inbox(name: &str) -> bool {
    names_of("inbox").contains(&name)
}

/// Returns true if folders with this folded name are for mail that is not kept: drafts, deleted mail and spam.
pub(crate) fn is_discarded(name: &str) -> bool {
    ["drafts", "trash", "spam"].iter().any(|folder| names_of(folder).contains(&name))
}

/// Returns all folded names of the standard folder that queries call `name`. The list is empty if there is no such
/// folder.
pub(crate) fn names_of(name: &str) -> &'static [&'static str] {
    FOLDERS.iter().find(|names| names.first() == Some(&name)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{FOLDERS, is_discarded, is_inbox, is_sent, names_of};

    #[test]
    fn names_are_folded() {
        for name in FOLDERS.iter().copied().flatten() {
            assert_eq!(foundmail_search::fold(name), *name);
        }
        assert!(is_sent("gesendete objekte") && !is_sent("inbox"));
        assert!(is_inbox("posteingang") && is_discarded("junk") && !is_discarded("inbox"));
        assert!(names_of("inbox").contains(&"posteingang"));
        assert!(names_of("roof").is_empty());
    }
}
