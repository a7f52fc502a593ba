//! The glyphs of the clusters of a layout, and the text of each.

use std::ops::Range;

use krilla::text::{GlyphId, KrillaGlyph};
use parley::{Layout, Run};

use crate::fonts::Ink;

/// Returns the glyphs of a run in visual order. Each glyph has the text of its whole cluster, so that copied text
/// is complete.
pub(crate) fn glyphs(run: &Run<'_, Ink>) -> Vec<KrillaGlyph> {
    let size = run.font_size();
    let ranges = cluster_ranges(run);
    let mut glyphs = Vec::new();
    for cluster in run.visual_clusters() {
        if cluster.is_ligature_continuation() {
            continue;
        }
        let own = cluster.text_range();
        let text = ranges.iter().find(|range| range.start == own.start).cloned().unwrap_or(own);
        glyphs.extend(cluster.glyphs().map(|glyph| {
            KrillaGlyph::new(
                GlyphId::new(glyph.id),
                glyph.advance / size,
                glyph.x / size,
                glyph.y / size,
                0.0,
                text.clone(),
                None,
            )
        }));
    }
    glyphs
}

/// Returns the text ranges of the clusters of a run. The parts of a ligature are one range.
fn cluster_ranges(run: &Run<'_, Ink>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for cluster in run.clusters() {
        match ranges.last_mut() {
            Some(last) if cluster.is_ligature_continuation() => last.end = cluster.text_range().end,
            _ => ranges.push(cluster.text_range()),
        }
    }
    ranges
}

/// Returns the text ranges for which no font has a glyph.
pub(crate) fn without_glyph(layout: &Layout<Ink>) -> Vec<Range<usize>> {
    let runs = layout.lines().flat_map(|line| line.runs().collect::<Vec<_>>());
    let mut missing: Vec<_> = runs
        .flat_map(|run| run.clusters().collect::<Vec<_>>())
        .filter(|cluster| cluster.glyphs().any(|glyph| glyph.id == 0))
        .map(|cluster| cluster.text_range())
        .collect();
    missing.sort_by_key(|range| range.start);
    missing.dedup();
    missing
}
