//! The classes of folders, [MS-OXOSFLD] 2.2.5. Outlook shows a folder in the view of its class.

use foundmail_mail::ItemKind;

/// `PidTagContainerClass` of folders for mail.
const MAIL: &str = "IPF.Note";
const CALENDAR: &str = "IPF.Appointment";
const CONTACTS: &str = "IPF.Contact";
const TASKS: &str = "IPF.Task";
const NOTES: &str = "IPF.StickyNote";
const JOURNAL: &str = "IPF.Journal";

/// The names that Outlook gives to the folders of a new mailbox, in lower case, with their classes: in English, German,
/// French, Spanish, Italian, Dutch and Portuguese.
const STANDARD_FOLDERS: [(&str, &[&str]); 5] = [
    (CALENDAR, &["calendar", "kalender", "calendrier", "calendario", "agenda", "calend\u{e1}rio"]),
    (
        CONTACTS,
        &[
            "contacts",
            "kontakte",
            "contactos",
            "contatti",
            "contactpersonen",
            "contatos",
            "suggested contacts",
            "vorgeschlagene kontakte",
        ],
    ),
    (TASKS, &["tasks", "aufgaben", "t\u{e2}ches", "tareas", "attivit\u{e0}", "taken", "tarefas"]),
    (NOTES, &["notes", "notizen", "notas", "note", "notities"]),
    (JOURNAL, &["journal", "diario", "logboek", "di\u{e1}rio"]),
];

/// Returns the class of a folder that contains items of a kind.
pub(super) fn class_of(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Mail | ItemKind::Other => MAIL,
        ItemKind::Appointment => CALENDAR,
        ItemKind::Contact => CONTACTS,
        ItemKind::Task => TASKS,
        ItemKind::Note => NOTES,
    }
}

/// Returns the class of a folder of a new mailbox by its name.
pub(super) fn class_of_name(name: &str) -> &'static str {
    let name = name.to_lowercase();
    let standard = STANDARD_FOLDERS.iter().find(|(_, names)| names.contains(&name.as_str()));
    standard.map_or(MAIL, |(class, _)| class)
}
