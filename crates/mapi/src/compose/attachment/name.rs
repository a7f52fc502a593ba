//! File names of attachments.

use crate::compose::wire::header_field::one_line;
use crate::{Attachment, PropertySet, tags};

/// Returns the file name of an attachment.
pub(crate) fn of(attachment: &Attachment) -> String {
    declared(attachment).unwrap_or_else(|| {
        let extension = extension(&attachment.props).unwrap_or_default();
        format!("attachment{extension}")
    })
}

/// Returns the file name in the properties of an attachment.
pub(crate) fn declared(attachment: &Attachment) -> Option<String> {
    let props = &attachment.props;
    let long = || props.first_text(&[tags::ATTACH_LONG_FILENAME]);
    let path =
        |id: u16| props.text(id).map(|path| last_path_component(&path)).filter(|name| !name.is_empty());
    let name = long()
        .or_else(|| short(props))
        .or_else(|| path(tags::ATTACH_LONG_PATHNAME))
        .or_else(|| path(tags::ATTACH_PATHNAME))
        .or_else(|| props.first_text(&[tags::ATTACH_TRANSPORT_NAME, tags::DISPLAY_NAME]))?;
    let name = one_line(name.trim());
    // If the name has no extension, another property may contain the extension.
    Some(match extension(props) {
        Some(extension) if !name.contains('.') => format!("{name}{extension}"),
        _ => name,
    })
}

/// Returns `PidTagAttachFilename`, which is limited to eight characters and an extension. If that name was
/// shortened, returns the display name instead, provided that the two extensions match.
fn short(props: &PropertySet) -> Option<String> {
    let short = props.first_text(&[tags::ATTACH_FILENAME])?;
    let ending = short.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let shown = props.first_text(&[tags::DISPLAY_NAME]).filter(|shown| {
        let own = shown.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        own.is_some() && own.is_some_and(|own| ending.is_some_and(|ending| own.starts_with(&ending)))
    });
    if short.contains('~') { shown.or(Some(short)) } else { Some(short) }
}

/// Returns `PidTagAttachExtension` with its dot.
fn extension(props: &PropertySet) -> Option<String> {
    let extension = props.first_text(&[tags::ATTACH_EXTENSION])?;
    let extension = extension.trim().trim_start_matches('.');
    let fits = !extension.is_empty()
        && extension.len() <= 16
        && extension.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    fits.then(|| format!(".{extension}"))
}

/// Returns a file name for a subject. Replaces only separators of paths. An export replaces other characters that
/// are not allowed in file names.
pub(crate) fn from_subject(subject: &str) -> String {
    let name: String =
        one_line(subject).chars().map(|c| if matches!(c, '/' | '\\') { '_' } else { c }).take(120).collect();
    let name = name.trim();
    if name.is_empty() { "message".to_owned() } else { name.to_owned() }
}

/// Appends an extension unless the name already has it.
pub(crate) fn with_extension(name: String, extension: &str) -> String {
    let has = name.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case(extension));
    if has { name } else { format!("{name}.{extension}") }
}

/// Returns the last component of a path of Windows or Unix.
pub(crate) fn last_path_component(path: &str) -> String {
    path.rsplit(['\\', '/']).next().unwrap_or(path).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::{Attachment, Value, tags};

    #[track_caller]
    fn check(properties: &[(u16, &str)], expected: &str) {
        let mut attachment = Attachment::default();
        for (id, text) in properties {
            attachment.props.insert(*id, Value::Text((*text).to_owned()));
        }
        assert_eq!(of(&attachment), expected);
    }

    #[test]
    fn names() {
        use tags::{
            ATTACH_EXTENSION as ENDING, ATTACH_FILENAME as SHORT, ATTACH_LONG_FILENAME as LONG,
            ATTACH_LONG_PATHNAME as PATH, DISPLAY_NAME as SHOWN,
        };
        check(&[(LONG, "A long name.pdf"), (SHORT, "ALONGN~1.PDF")], "A long name.pdf");
        check(&[(SHORT, "ANGEBO~1.DOC"), (SHOWN, "Angebot Köln.docx")], "Angebot Köln.docx");
        check(&[(SHORT, "ANGEBO~1.DOC"), (SHOWN, "Angebot")], "ANGEBO~1.DOC");
        check(&[(SHORT, "a.txt"), (SHOWN, "b.txt")], "a.txt");
        check(&[(SHOWN, "Report"), (ENDING, ".pdf")], "Report.pdf");
        check(&[(SHOWN, "Report"), (ENDING, "./../x")], "Report");
        check(&[(PATH, r"\\server\share\big.zip")], "big.zip");
        check(&[(LONG, "a\r\nb: c.txt")], "a  b: c.txt");
        check(&[(LONG, " "), (ENDING, ".gif")], "attachment.gif");
        check(&[], "attachment");
    }
}
