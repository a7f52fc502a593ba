//! Folders that every mail program has, under the names that it gives them in the languages of its users.

/// Names of one folder, folded as words are. The first is the one that is typed.
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

/// True if a folder of this folded name is where sent mail is kept.
pub(crate) fn is_sent(name: &str) -> bool {
    FOLDERS.first().is_some_and(|names| names.contains(&name))
}

/// All folded names of the folder that is called so; none if it is no well-known one.
pub(crate) fn names_of(name: &str) -> &'static [&'static str] {
    FOLDERS.iter().find(|names| names.first() == Some(&name)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{FOLDERS, is_sent, names_of};

    #[test]
    fn names_are_folded() {
        for name in FOLDERS.iter().copied().flatten() {
            assert_eq!(foundmail_search::fold(name), *name);
        }
        assert!(is_sent("gesendete objekte") && !is_sent("inbox"));
        assert!(names_of("inbox").contains(&"posteingang"));
        assert!(names_of("roof").is_empty());
    }
}
