//! The sentences about attachments that cannot be shown.

use foundmail_extract::FailureReason;
use foundmail_mail::runs_as_program;

use super::opened_files::Attached;

pub(super) const EMPTY: &str = "This file is empty.";
pub(super) const OTHER: &str =
    "Foundmail cannot show files of this kind. Save the file to open it with another program.";
const LOCKED: &str = "This file is locked with a password.";
const PROGRAM: &str = "This file can run as a program, so it is not shown.";
const DRAWING: &str = "Drawings of this kind (SVG) are not shown, because they can contain programs.";
const PICTURE: &str =
    "Pictures of this kind cannot be shown here. Save the file to open it with another program.";

/// Returns the reason why a file without readable text is not shown.
pub(super) fn no_preview(attached: &Attached) -> &'static str {
    let bytes = attached.bytes.as_slice();
    let name = attached.name.to_lowercase();
    let is_named = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    match bytes {
        _ if is_named(&[".svg", ".svgz"]) || attached.media_type.starts_with("image/svg") => DRAWING,
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => PICTURE,
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..]
            if [&b"hei"[..], b"hev", b"mif1", b"msf1"].iter().any(|known| brand.starts_with(known)) =>
        {
            PICTURE
        }
        _ if attached.media_type.starts_with("image/") => PICTURE,
        _ if is_program(bytes) || runs_as_program(&attached.name) => PROGRAM,
        _ => OTHER,
    }
}

/// Returns the sentence about a failure.
pub(super) fn failed(reason: FailureReason) -> &'static str {
    match reason {
        FailureReason::Encrypted => LOCKED,
        FailureReason::Damaged => "This file is damaged, so it cannot be shown.",
        FailureReason::TooLarge => "This file is too large to be shown here. Save it to open it.",
        FailureReason::TooDeep => "This file is inside too many other files.",
        FailureReason::TimedOut => "Showing this file takes too long. Save it to open it.",
        FailureReason::Crashed => "This file could not be shown. Save it to open it with another program.",
        FailureReason::NotStarted => "The program that reads attachments could not be started.",
        FailureReason::Unsupported => OTHER,
    }
}

/// Returns true if the bytes begin like a program of Windows, Linux or macOS, or like a script.
pub(crate) fn is_program(bytes: &[u8]) -> bool {
    let magics: [&[u8]; 8] = [
        b"MZ",
        b"\x7FELF",
        b"#!",
        b"\xFE\xED\xFA\xCE",
        b"\xFE\xED\xFA\xCF",
        b"\xCE\xFA\xED\xFE",
        b"\xCF\xFA\xED\xFE",
        b"\xCA\xFE\xBA\xBE",
    ];
    magics.iter().any(|magic| bytes.starts_with(magic))
}
