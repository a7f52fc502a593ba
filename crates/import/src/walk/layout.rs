//! Recognises the folder structures of mail programs: Maildir and Maildir++, MH (also used by Claws Mail and
//! Sylpheed), the `.sbd` folders of Thunderbird, the `.directory` folders of `KMail`, and the `.mbox` folders of
//! Apple Mail.

use std::rc::Rc;

use super::names;
use super::thunderbird::Accounts;
use crate::file_tree::{FileTree, FolderListing, NodeKind, NodeLocation, TreeNode};
use crate::format::{Format, Shape};
use crate::formats::{self, folders};

/// The folder that is being read.
#[derive(Debug, Clone, Default)]
pub(super) struct FolderContext {
    /// The path of the folder in the source. Empty for the top folder.
    pub(super) path: String,
    /// Key of the source folder that receives the items of this folder.
    pub(super) folder: String,
    pub(super) depth: usize,
    pub(super) layout: FolderLayout,
    /// The folder in which Apple Mail stores attachments of the messages in this folder.
    pub(super) attachments: Option<NodeLocation>,
    /// Names of the accounts in a Thunderbird profile.
    pub(super) accounts: Option<Rc<Accounts>>,
}

/// The structure of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum FolderLayout {
    #[default]
    Plain,
    Maildir,
    /// A Maildir++ of Evolution, which encodes folder names differently.
    Evolution,
    /// The folder `cur` or `new` of a Maildir. Each file is a message.
    Messages,
    /// The folder `tmp` of a Maildir. Each file is a message whose delivery may be unfinished.
    Unfinished,
    Mh,
    /// A Thunderbird profile.
    Profile,
    /// A folder in a Thunderbird profile that contains one folder for each account.
    Accounts,
    /// The folder of Apple Mail that contains one folder for each account.
    AppleMail,
    /// A mailbox folder of Apple Mail, or a folder in it that only groups files.
    AppleMailbox,
    /// A folder with attachments that Apple Mail stores outside the messages.
    Attachments,
}

impl FolderLayout {
    /// Returns true for a structure that only mail programs create.
    pub(super) fn is_of_mail(self) -> bool {
        matches!(self, Self::Maildir | Self::Evolution | Self::AppleMailbox)
    }
}

/// The way in which a subfolder is read.
pub(super) struct ChildFolder {
    /// The folder of the archive to which the items of the subfolder belong.
    pub(super) folder: FolderTarget,
    pub(super) name: String,
    /// The layout, attachments and accounts, which depend on the parent folder.
    pub(super) here: FolderContext,
}

/// The folder of the archive to which the items of a folder on disk belong.
pub(super) enum FolderTarget {
    /// A new folder.
    Own,
    /// The folder of the parent.
    Same,
    /// The mailbox file with this name in the same parent folder. A new folder if that mailbox does not
    /// exist.
    Mailbox(String),
    /// A new source folder several levels below the parent. Each level has a key and a name that is shown.
    Levels(Vec<(String, String)>),
}

impl FolderContext {
    pub(super) fn top(name: &str) -> Self {
        let layout =
            if apple_mailbox(name).is_some() { FolderLayout::AppleMailbox } else { FolderLayout::Plain };
        Self { layout, ..Self::default() }
    }

    /// Returns true if the name of a file or its folder shows that the file is one message.
    pub(super) fn is_message(&self, name: &str) -> bool {
        let has_extension = || {
            formats::first(|format| format.shape() == Shape::Message && format.has_extension_of(name))
                .is_some()
        };
        // An AppleDouble file (`._a.eml`) has the extension of the file to which it belongs.
        (!name.starts_with("._") && has_extension()) || self.is_among_messages(name)
    }

    /// Returns true if a file is one message because of its folder: any file in a Maildir, or a file with a
    /// numeric name in an MH folder.
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

    /// Detects the structure of the folder by its entries.
    pub(super) fn detect(&mut self, listing: &FolderListing, at: &NodeLocation, files: &mut dyn FileTree) {
        match layout_of(listing) {
            Some(FolderLayout::Profile) if self.layout == FolderLayout::Plain => {
                self.layout = FolderLayout::Profile;
                self.accounts = Some(Rc::new(Accounts::of(at, files)));
            }
            Some(layout) if self.layout == FolderLayout::Plain => self.layout = layout,
            // A folder for accounts in a Thunderbird profile may be a Maildir.
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

/// Returns true for an MH folder: it contains a file of an MH program, or all its visible files have numeric
/// names.
fn is_mh(listing: &FolderListing) -> bool {
    const PROGRAM_FILES: &[&str] =
        &[".mh_sequences", ".xmhcache", ".sylpheed_mark", ".sylpheed_cache", ".claws_mark", ".claws_cache"];
    let marked = PROGRAM_FILES.iter().any(|name| listing.has_file(name));
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

/// Returns the format of a folder on the disk.
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

/// Decides how a subfolder is read. The decision depends on its name, its parent `here` and the other entries of
/// the parent.
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

/// Returns the name of the mailbox file whose subfolders are in this folder: `Inbox` for `Inbox.sbd` and
/// `.Inbox.directory`.
fn companion_of(name: &str) -> Option<&str> {
    let kmail = name.strip_prefix('.').and_then(|name| name.strip_suffix(".directory"));
    name.strip_suffix(".sbd").or(kmail)
}

/// Returns true for a folder that contains the subfolders of a mailbox file. Such a folder is read after other
/// folders.
pub(super) fn is_companion(name: &str) -> bool {
    companion_of(name).is_some()
}

/// Returns the key and name of each level in a Maildir++ folder name, from the top: `Sent` and `2019` for
/// `.Sent.2019`.
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
    // The key of the last level is the name on the disk.
    if let Some(last) = names.last_mut() {
        name.clone_into(&mut last.0);
    }
    names
}

/// Returns the name of a mailbox file without `.mbox` or `.mbx`.
pub(super) fn mailbox_name(name: &str) -> &str {
    let stem = [".mbox", ".mbx"].iter().find_map(|ending| name.strip_suffix(ending));
    stem.filter(|stem| !stem.is_empty()).unwrap_or(name)
}

/// Returns the name of an Apple Mail mailbox folder without its extension. Returns `None` for other folders.
fn apple_mailbox(name: &str) -> Option<&str> {
    let stem = [".mbox", ".imapmbox", ".popmbox"].iter().find_map(|ending| name.strip_suffix(ending));
    stem.filter(|stem| !stem.is_empty())
}

/// Returns true for a folder in an Apple Mail mailbox that only groups files and is not a mailbox itself.
fn is_inside_apple_mailbox(name: &str) -> bool {
    matches!(name, "Messages" | "Data") || is_number(name) || is_uuid(name)
}

fn is_uuid(name: &str) -> bool {
    name.len() == 36 && name.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// Returns true for a version folder of Apple Mail, such as `V2` or `V10`.
fn is_apple_version(name: &str) -> bool {
    name.strip_prefix('V').is_some_and(is_number)
}

/// Returns the account name from a folder name such as `IMAP-ann@mail.example`. In newer versions of Apple Mail,
/// the folder name is an id; the result is then `Account` and the first part of the id.
fn apple_account(name: &str) -> Option<String> {
    if is_uuid(name) {
        return name.get(..8).map(|id| format!("Account {id}"));
    }
    let kinds = ["IMAP-", "POP-", "EWS-", "Exchange-", "AosImap-"];
    kinds.iter().find_map(|kind| name.strip_prefix(kind)).map(names::shown)
}

/// Returns true for a link that a mail program uses as a lock. It is not reported.
pub(super) fn is_known_link(name: &str) -> bool {
    matches!(name, "lock" | ".parentlock")
}
