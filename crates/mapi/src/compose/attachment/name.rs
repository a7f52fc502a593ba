//! Names of attachments.

use crate::compose::wire::header_field::one_line;
use crate::{Attachment, PropertySet, tags};

/// The name of an attachment.
pub(crate) fn of(attachment: &Attachment) -> String {
    own(attachment).unwrap_or_else(|| {
        let extension = extension(&attachment.props).unwrap_or_default();
        format!("attachment{extension}")
    })
}

/// The name that the attachment's properties give it.
pub(crate) fn own(attachment: &Attachment) -> Option<String> {
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
    // Names without an extension of their own have it in a property.
    Some(match extension(props) {
        Some(extension) if !name.contains('.') => format!("{name}{extension}"),
        _ => name,
    })
}

/// `PidTagAttachFilename` has eight characters and three; where they were not enough the name that is shown is better.
fn short(props: &PropertySet) -> Option<String> {
    let short = props.first_text(&[tags::ATTACH_FILENAME])?;
    let ending = short.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let shown = props.first_text(&[tags::DISPLAY_NAME]).filter(|shown| {
        let own = shown.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        own.is_some() && own.is_some_and(|own| ending.is_some_and(|ending| own.starts_with(&ending)))
    });
    if short.contains('~') { shown.or(Some(short)) } else { Some(short) }
}

/// `PidTagAttachExtension`, with its dot.
fn extension(props: &PropertySet) -> Option<String> {
    let extension = props.first_text(&[tags::ATTACH_EXTENSION])?;
    let extension = extension.trim().trim_start_matches('.');
    let fits = !extension.is_empty()
        && extension.len() <= 16
        && extension.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    fits.then(|| format!(".{extension}"))
}

/// A subject as a name for a file. Only what no file system can have is replaced; those who write files clean more.
pub(crate) fn of_subject(subject: &str) -> String {
    let name: String =
        one_line(subject).chars().map(|c| if matches!(c, '/' | '\\') { '_' } else { c }).take(120).collect();
    let name = name.trim();
    if name.is_empty() { "message".to_owned() } else { name.to_owned() }
}

/// The name with an extension, unless it has it.
pub(crate) fn with_extension(name: String, extension: &str) -> String {
    let has = name.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case(extension));
    if has { name } else { format!("{name}.{extension}") }
}

/// The last part of a path, of Windows or of others.
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
