//! Attachments of office mail: files with searchable text and the size of real files.

use super::prose::{paragraphs, sentence, table};
use crate::bulk::BulkOptions;
use crate::bulk::attachment_kind::AttachmentKind;
use crate::bulk::corpus::{Corpus, capital};
use crate::files::{
    Picture, bmp, csv, docx_compressed, jpeg, pdf_with_images, png, pptx, scan, xlsx_compressed, zip_deflated,
};
use crate::{AttachedFile, Draft, NamedAddress, Rng};

/// Percentage of replies with attachments that send the last file of the thread again.
pub(in crate::bulk) const SENT_AGAIN: u32 = 25;

/// Returns a file of a random kind from `options`.
pub(in crate::bulk) fn file(
    corpus: &Corpus,
    draft: &Draft,
    options: &BulkOptions,
    rng: &mut Rng,
) -> AttachedFile {
    let kind = *rng.pick(&options.kinds);
    let name =
        format!("{} {}-{:05}", capital(corpus.words.word(rng)), rng.between(2006, 2024), rng.below(99_999));
    let size = size(options.padding, rng);
    let bytes = match kind {
        AttachmentKind::Pdf => {
            let text = text(corpus, rng.between(150, 1_500), rng);
            pdf_with_images(&name, &text, &jpeg(size / 2, rng), &scan(size / 2, rng))
        }
        AttachmentKind::Docx => {
            docx_compressed(&lines(&text(corpus, rng.between(100, 2_000), rng)), &jpeg(size, rng))
        }
        AttachmentKind::Xlsx => xlsx_compressed(&table(corpus, rng.between(10, 200), rng), &jpeg(size, rng)),
        AttachmentKind::Pptx => pptx(&lines(&text(corpus, rng.between(80, 600), rng)), &jpeg(size, rng)),
        AttachmentKind::Csv => csv(&table(corpus, rng.between(20, 800), rng)),
        AttachmentKind::Txt => text(corpus, rng.between(50, 3_000), rng).into_bytes(),
        AttachmentKind::Jpeg => jpeg(size, rng),
        AttachmentKind::Bmp => bmp(size * 3 / 2, rng),
        AttachmentKind::Png => drawing(size, rng),
        AttachmentKind::Zip => {
            let notes = text(corpus, rng.between(50, 800), rng);
            zip_deflated(&[("notes.txt", notes.as_bytes()), ("photo.jpeg", &jpeg(size, rng))])
        }
        AttachmentKind::Eml => mail(corpus, draft, rng),
    };
    AttachedFile::new(format!("{name}.{}", kind.extension()), kind.media_type(), bytes)
}

/// Returns a random size with this mean. Most sizes are small; a few are almost four times the mean.
fn size(mean: usize, rng: &mut Rng) -> usize {
    const STEPS: usize = 1 << 10;
    let at = rng.between(1, STEPS);
    // The mean of x cubed for x from 0 to 1 is a quarter, so the factor is 4.
    mean * 4 / STEPS * at / STEPS * at / STEPS * at
}

fn text(corpus: &Corpus, words: usize, rng: &mut Rng) -> String {
    let mut text = String::new();
    paragraphs(corpus, words, rng, &mut text);
    text
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty()).collect()
}

/// Returns a PNG picture with the aspect ratio 4:3 of about `size` bytes, at one byte per pixel.
fn drawing(size: usize, rng: &mut Rng) -> Vec<u8> {
    let height = u32::try_from((size * 3 / 4).isqrt()).unwrap_or(u32::MAX).clamp(30, 2_000);
    png(*rng.pick(&[Picture::Roof, Picture::Ceiling, Picture::Logo]), height * 4 / 3, height, rng.next_u64())
}

/// Returns a message from another person, dated one day before `draft`.
fn mail(corpus: &Corpus, draft: &Draft, rng: &mut Rng) -> Vec<u8> {
    let from: NamedAddress = rng.pick(&corpus.people).clone();
    let mut subject = String::new();
    sentence(corpus, 4, rng, &mut subject);
    let date = draft.date - chrono::Duration::days(1);
    let text = text(corpus, rng.between(30, 300), rng);
    Draft::new(&from, std::slice::from_ref(&draft.from), subject, date)
        .text(crate::compose::wrap(&text))
        .to_bytes()
}
