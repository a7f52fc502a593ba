//! Positions of attachments in rich text. `\objattph` marks each position, and `PidTagRenderingPosition` orders the
//! attachments, [MS-OXCMSG] 2.2.2.16.

use std::collections::HashSet;

use crate::compose::attachment::name;
use crate::compose::wire::html::escape_html;
use crate::rtf::OBJECT_MARKER;
use crate::{Attachment, AttachmentContent, tags};

/// The attachments that rich text shows, in the order of their positions.
pub(crate) struct RtfObjectPositions {
    /// The index of the attachment at each position.
    order: Vec<usize>,
    marked: HashSet<usize>,
}

impl RtfObjectPositions {
    pub(crate) fn of(html: Option<&str>, attachments: &[Attachment]) -> Self {
        let position = |attachment: &Attachment| {
            // -1 marks an attachment that the text does not show. Such attachments come last.
            let position = attachment.props.integer(tags::RENDERING_POSITION).unwrap_or(0);
            if position == 0xFFFF_FFFF || position < 0 { i64::MAX } else { position }
        };
        let mut order: Vec<usize> = (0..attachments.len()).collect();
        order.sort_by_key(|&index| attachments.get(index).map(position));
        let count = html.map_or(0, |html| html.matches(OBJECT_MARKER).count());
        // There may be more attachments than positions.
        order.truncate(count);
        Self { marked: order.iter().copied().collect(), order }
    }

    /// Returns true if the text shows the attachment with this index.
    pub(crate) fn has(&self, index: usize) -> bool {
        self.marked.contains(&index)
    }

    /// Replaces each marker by the picture or the name of its attachment.
    pub(crate) fn fill(
        &self,
        html: String,
        attachments: &[Attachment],
        pictures: &[Option<String>],
    ) -> String {
        if self.order.is_empty() {
            return html;
        }
        let mut order = self.order.iter();
        let mut filled = String::with_capacity(html.len());
        for (number, piece) in html.split(OBJECT_MARKER).enumerate() {
            if number > 0
                && let Some(&index) = order.next()
            {
                match (pictures.get(index).and_then(Option::as_deref), attachments.get(index)) {
                    (Some(id), _) => filled.extend(["<img src=\"cid:", &attribute(id), "\" alt=\"\">"]),
                    (None, Some(attachment)) if !matches!(attachment.content, AttachmentContent::None) => {
                        filled.extend(["[", &escape_html(&name::of(attachment)), "]"]);
                    }
                    _ => {}
                }
            }
            filled.push_str(piece);
        }
        filled
    }
}

fn attribute(id: &str) -> String {
    escape_html(id).replace('"', "&quot;")
}
