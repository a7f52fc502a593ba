//! Draws pages of PDF files as pictures.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use crate::extracted::{Failure, FailureReason};
use crate::file_kind::FileKind;
use crate::input::Input;
use crate::limits::ExtractionLimits;

/// Maximum width and height of a picture, in pixels.
const MAX_SIDE: f32 = 4000.0;
/// Maximum number of pixels of a picture.
const MAX_PIXELS: f32 = 8_000_000.0;

/// A page of a PDF file that is to be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// Index of the page. The first page is 0.
    pub page: u32,
    /// Width of the picture in pixels. Very long pages become narrower.
    pub width: u32,
}

/// The picture of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagePicture {
    /// Number of pages of the file.
    pub pages: u32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The picture as a PNG file.
    pub png: Vec<u8>,
}

/// Draws a page of a PDF file. Fails if the file is no PDF, cannot be opened, or does not have the page.
///
/// The time is not limited here: a page of a hostile file can take very long. Use a child process for files of others.
pub fn picture_of(
    input: &Input<'_>,
    request: PageRequest,
    limits: &ExtractionLimits,
) -> Result<PagePicture, Failure> {
    let kind = FileKind::of(input);
    let failed = |reason| Failure { kind, reason };
    if kind != FileKind::Pdf {
        return Err(failed(FailureReason::Unsupported));
    }
    if input.bytes.len() > limits.input {
        return Err(failed(FailureReason::TooLarge));
    }
    let damaged = || failed(FailureReason::Damaged);
    let pdf = Pdf::new(input.bytes.to_vec()).map_err(|_| damaged())?;
    let pages = u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX);
    let index = usize::try_from(request.page).unwrap_or(usize::MAX);
    let page = pdf.pages().get(index).ok_or_else(damaged)?;
    let scale = scale(page.render_dimensions(), request.width).ok_or_else(damaged)?;
    let drawn = hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
    );
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let png = drawn.into_png().map_err(|_| damaged())?;
    Ok(PagePicture { pages, width, height, png })
}

/// Returns the scale for a page of this size in points. `None` if the page has no area.
fn scale((width, height): (f32, f32), wanted: u32) -> Option<f32> {
    let has_area = width.is_finite() && height.is_finite() && width >= 1.0 && height >= 1.0;
    if !has_area {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a width in pixels need not be exact")]
    let wanted = (wanted.max(1) as f32).min(MAX_SIDE) / width;
    let by_height = MAX_SIDE / height;
    let by_pixels = (MAX_PIXELS / (width * height)).sqrt();
    Some(wanted.min(by_height).min(by_pixels)).filter(|scale| width * scale >= 1.0 && height * scale >= 1.0)
}

#[cfg(test)]
mod tests {
    use super::scale;

    #[test]
    fn pictures_have_the_wanted_width_within_the_limits() {
        for (page, wanted, expected) in [
            ((595.0, 842.0), 595, Some(595.0)),
            ((595.0, 842.0), 1190, Some(1190.0)),
            ((100.0, 14_400.0), 1000, Some(27.0)),
            ((14_400.0, 14_400.0), 100_000, Some(2828.0)),
            ((0.0, 842.0), 595, None),
            ((f32::NAN, 842.0), 595, None),
            ((1.0, 14_400.0), 1000, None),
        ] {
            let width = scale(page, wanted).map(|scale| (scale * page.0).floor());
            assert_eq!(width, expected, "{page:?} {wanted}");
        }
    }
}
