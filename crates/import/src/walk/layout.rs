//! How mail programs lay out their folders: Maildir and Maildir++, MH (also of Claws and Sylpheed), Thunderbird's `.sbd`,
//! `KMail`'s `.directory`, Apple Mail's `.mbox`.

use std::rc::Rc;

use super::names;
use super::thunderbird::Accounts;
use crate::file_tree::{FileTree, FolderListing, NodeKind, NodeLocation, TreeNode};
use crate::format::{Format, Shape};
use crate::formats::{self, folders};

/// Where a walk is.
#[derive(Debug, Clone, Default)]
pub(super) struct FolderContext {
    /// Path in the source; empty at its top.
    pub(super) path: String,
    /// Key of the folder that takes what lies here.
    pub(super) folder: String,
    pub(super) depth: usize,
    pub(super) layout: FolderLayout,
    /// The folder with attachments of the messages here.
    pub(super) attachments: Option<NodeLocation>,
    /// Names of the accounts in Thunderbird's profile.
    pub(super) accounts: Option<Rc<Accounts>>,
}

/// What kind of folder it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum FolderLayout {
    #[default]
    Plain,
    Maildir,
    /// Maildir++ as Evolution writes it.
    Evolution,
    /// `cur` and `new` of a Maildir: each file is a message.
    Messages,
    /// `tmp` of a Maildir: each file is a message whose delivery may not have ended.
    Unfinished,
    Mh,
    /// Thunderbird's profile.
    Profile,
    /// The folder with one folder an account in a profile.
    Accounts,
    /// Apple Mail's folder with one folder an account.
    AppleMail,
    /// A mailbox of Apple Mail, and the folders in it that are no mailboxes.
    AppleMailbox,
    /// Attachments of Apple Mail's messages.
    Attachments,
}

impl FolderLayout {
    /// True for a folder that only a mail program makes.
    pub(super) fn is_of_mail(self) -> bool {
        matches!(self, Self::Maildir | Self::Evolution | Self::AppleMailbox)
    }
}

/// A folder in a folder.
pub(super) struct ChildFolder {
    /// Which folder takes what lies in it.
    pub(super) folder: FolderTarget,
    pub(super) name: String,
    /// What is known of it beforehand.
    pub(super) here: FolderContext,
}

pub(super) enum FolderTarget {
    /// A folder of its own.
    Own,
    /// The folder around it.
    Same,
    /// The mailbox of this name beside it; a folder of its own if there is none.
    Mailbox(String),
    /// A folder some levels below: names on the disk and as they are shown.
    Levels(Vec<(String, String)>),
}

impl FolderContext {
    pub(super) fn top(name: &str) -> Self {
        let layout =
            if apple_mailbox(name).is_some() { FolderLayout::AppleMailbox } else { FolderLayout::Plain };
        Self { layout, ..Self::default() }
    }

    /// True for a file that is one message, by its name or where it lies.
    pub(super) fn is_message(&self, name: &str) -> bool {
        let has_extension = || {
            formats::first(|format| format.shape() == Shape::Message && format.has_extension_of(name))
                .is_some()
        };
        // AppleDouble files have the extension of the file that they belong to.
        (!name.starts_with("._") && has_extension()) || self.is_among_messages(name)
    }

    /// True for a file that is one message by where it lies: all in a Maildir are, and those called by numbers in an MH
    /// folder.
    pub(super) fn is_among_messages(&self, name: &str) -> bool {
        match self.layout {
            FolderLayout::Messages | FolderLayout::Unfinished => !name.starts_with('.'),
            FolderLayout::Mh => is_number(name),
            _ => false,
        }
    }

    pub(super) fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) }
    }

    /// Tells what kind of folder this is by what it lists.
    pub(super) fn look(&mut self, listing: &FolderListing, at: &NodeLocation, files: &mut dyn FileTree) {
        match layout_of(listing) {
            Some(FolderLayout::Profile) if self.layout == FolderLayout::Plain => {
                self.layout = FolderLayout::Profile;
                self.accounts = Some(Rc::new(Accounts::of(at, files)));
            }
            Some(layout) if self.layout == FolderLayout::Plain => self.layout = layout,
            // A folder of Thunderbird's may be a Maildir.
            Some(FolderLayout::Maildir) if self.layout == FolderLayout::Accounts => {
                self.layout = FolderLayout::Maildir;
            }
            _ => {}
        }
        if listing.has_folder("Messages")
            && let Some(attachments) = listing.find("Attachments", NodeKind::Folder)
        {
            self.attachments = Some(attachments.at.clone());
        }
    }
}

fn layout_of(listing: &FolderListing) -> Option<FolderLayout> {
    let has = |name| listing.has_folder(name);
    Some(match () {
        () if has("cur") && listing.has_file("..maildir++") => FolderLayout::Evolution,
        () if has("cur") && (has("new") || has("tmp")) => FolderLayout::Maildir,
        () if listing.has_file("prefs.js") && (has("Mail") || has("ImapMail")) => FolderLayout::Profile,
        () if has("MailData") && listing.folders().count() > 1 => FolderLayout::AppleMail,
        () if is_mh(listing) => FolderLayout::Mh,
        () => return None,
    })
}

/// True for a folder whose files are called by numbers, but for a program's own.
fn is_mh(listing: &FolderListing) -> bool {
    const OWN: &[&str] =
        &[".mh_sequences", ".xmhcache", ".sylpheed_mark", ".sylpheed_cache", ".claws_mark", ".claws_cache"];
    let marked = OWN.iter().any(|name| listing.has_file(name));
    let mut numbered = false;
    let mut others = false;
    for file in listing.files() {
        numbered |= is_number(&file.name);
        others |= !is_number(&file.name) && !file.name.starts_with('.');
    }
    marked || (numbered && !others)
}

pub(super) fn is_number(name: &str) -> bool {
    !name.is_empty() && name.len() <= 10 && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a folder on the disk is.
pub(super) fn format_of(listing: &FolderListing, files: &mut dyn FileTree) -> &'static Format {
    let version = |node: &TreeNode| is_apple_version(&node.name);
    match layout_of(listing) {
        Some(FolderLayout::Maildir | FolderLayout::Evolution) => &folders::MAILDIR,
        Some(FolderLayout::Profile) => &folders::THUNDERBIRD,
        Some(FolderLayout::AppleMail) => &folders::APPLE_MAIL,
        Some(FolderLayout::Mh) => &folders::MH,
        _ if listing.folders().any(|node| version(node) && files.child(&node.at, "MailData").is_some()) => {
            &folders::APPLE_MAIL
        }
        _ => &folders::FOLDER,
    }
}

/// Tells what a folder in a folder is.
pub(super) fn child(
    node: &TreeNode,
    listing: &FolderListing,
    here: &FolderContext,
    files: &mut dyn FileTree,
) -> ChildFolder {
    let name = node.name.as_str();
    let inherited = |layout| FolderContext {
        layout,
        attachments: here.attachments.clone(),
        accounts: here.accounts.clone(),
        ..FolderContext::default()
    };
    let shown = names::shown(&node.shown);
    let as_is = |folder, layout| ChildFolder { folder, name: shown.clone(), here: inherited(layout) };
    match here.layout {
        FolderLayout::Maildir | FolderLayout::Evolution => match name {
            "cur" | "new" => return as_is(FolderTarget::Same, FolderLayout::Messages),
            "tmp" => return as_is(FolderTarget::Same, FolderLayout::Unfinished),
            _ if name.starts_with('.') && files.child(&node.at, "cur").is_some() => {
                let levels = levels(&node.shown, name, here.layout);
                return as_is(FolderTarget::Levels(levels), here.layout);
            }
            _ => {}
        },
        FolderLayout::Profile if matches!(name, "Mail" | "ImapMail" | "News") => {
            return as_is(FolderTarget::Same, FolderLayout::Accounts);
        }
        FolderLayout::Accounts => {
            let account = here.accounts.as_ref().and_then(|accounts| accounts.name(name));
            let name = account.map_or(shown.clone(), str::to_owned);
            return ChildFolder { folder: FolderTarget::Own, name, here: inherited(FolderLayout::Plain) };
        }
        FolderLayout::AppleMailbox if name == "Attachments" => {
            return as_is(FolderTarget::Same, FolderLayout::Attachments);
        }
        FolderLayout::AppleMailbox if is_inside_apple_mailbox(name) => {
            return as_is(FolderTarget::Same, FolderLayout::AppleMailbox);
        }
        FolderLayout::AppleMail if name == "MailData" => {
            return as_is(FolderTarget::Same, FolderLayout::Plain);
        }
        FolderLayout::AppleMail => {
            let name = apple_account(name).unwrap_or(shown);
            return ChildFolder { folder: FolderTarget::Own, name, here: inherited(FolderLayout::Plain) };
        }
        _ => {}
    }
    if name == "__MACOSX" || (is_apple_version(name) && files.child(&node.at, "MailData").is_some()) {
        return as_is(FolderTarget::Same, FolderLayout::Plain);
    }
    if let Some(stem) = apple_mailbox(name) {
        return ChildFolder {
            folder: FolderTarget::Own,
            name: names::shown(stem),
            here: inherited(FolderLayout::AppleMailbox),
        };
    }
    let stem = companion_of(name).unwrap_or(name);
    let file = listing.files().find(|file| mailbox_name(&file.name) == stem);
    let folder = match file {
        Some(file) => FolderTarget::Mailbox(file.name.clone()),
        None if stem != name => FolderTarget::Mailbox(stem.to_owned()),
        None => FolderTarget::Own,
    };
    let name = names::shown(companion_of(&node.shown).unwrap_or(&node.shown));
    ChildFolder { folder, name, here: inherited(FolderLayout::Plain) }
}

/// The mailbox or folder beside a folder that belongs to it: `Inbox` for `Inbox.sbd` and `.Inbox.directory`.
fn companion_of(name: &str) -> Option<&str> {
    let kmail = name.strip_prefix('.').and_then(|name| name.strip_suffix(".directory"));
    name.strip_suffix(".sbd").or(kmail)
}

/// True for a folder that belongs to a mailbox or folder beside it, and so comes after that.
pub(super) fn is_companion(name: &str) -> bool {
    companion_of(name).is_some()
}

/// The folders of `.Sent.2019`, from the top.
fn levels(shown: &str, name: &str, layout: FolderLayout) -> Vec<(String, String)> {
    let decode = |part: &str| match layout {
        FolderLayout::Evolution => names::shown(&names::from_underscores(part)),
        _ => names::shown(part),
    };
    let mut key = String::new();
    let (mut names, mut parts) = (Vec::new(), name.trim_start_matches('.').split('.'));
    for part in shown.trim_start_matches('.').split('.') {
        key.push('.');
        key.push_str(parts.next().unwrap_or(part));
        if !part.is_empty() {
            names.push((key.clone(), decode(part)));
        }
    }
    // What lies in it belongs to the folder's own key.
    if let Some(last) = names.last_mut() {
        name.clone_into(&mut last.0);
    }
    names
}

/// The name of a mailbox file without the ending that says what it is.
pub(super) fn mailbox_name(name: &str) -> &str {
    let stem = [".mbox", ".mbx"].iter().find_map(|ending| name.strip_suffix(ending));
    stem.filter(|stem| !stem.is_empty()).unwrap_or(name)
}

/// The name of a mailbox of Apple Mail, which is a folder.
fn apple_mailbox(name: &str) -> Option<&str> {
    let stem = [".mbox", ".imapmbox", ".popmbox"].iter().find_map(|ending| name.strip_suffix(ending));
    stem.filter(|stem| !stem.is_empty())
}

/// True for a folder in a mailbox of Apple Mail that only keeps files apart.
fn is_inside_apple_mailbox(name: &str) -> bool {
    matches!(name, "Messages" | "Data") || is_number(name) || is_uuid(name)
}

fn is_uuid(name: &str) -> bool {
    name.len() == 36 && name.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// `V2` to `V10` and later ones.
fn is_apple_version(name: &str) -> bool {
    name.strip_prefix('V').is_some_and(is_number)
}

/// The account of a folder `IMAP-ann@mail.example`; newer ones have an id for a name.
fn apple_account(name: &str) -> Option<String> {
    if is_uuid(name) {
        return name.get(..8).map(|id| format!("Account {id}"));
    }
    let kinds = ["IMAP-", "POP-", "EWS-", "Exchange-", "AosImap-"];
    kinds.iter().find_map(|kind| name.strip_prefix(kind)).map(names::shown)
}

/// A link that mail programs make for themselves.
pub(super) fn is_known_link(name: &str) -> bool {
    matches!(name, "lock" | ".parentlock")
}
