//! Tests that requests and replies survive the pipe, and that cut ones are rejected.

use super::{Answer, Request, Task, read_reply, read_request, write_reply, write_request};
use crate::extracted::{Extracted, ExtractedText, Failure, FailureReason, Loss};
use crate::file_kind::FileKind;
use crate::input::InputFile;
use crate::limits::ExtractionLimits;
use crate::picture::{PagePicture, PageRequest};
use crate::preview::{ContainedFile, FilePreview};

#[test]
fn requests_survive_the_pipe() {
    let file =
        InputFile { name: "a.pdf".into(), media_type: "application/pdf".into(), bytes: b"%PDF".to_vec() };
    let limits = ExtractionLimits { depth: 3, ..ExtractionLimits::default() };
    let page = PageRequest { page: 3, width: 800 };
    for task in [Task::Text, Task::Picture(page), Task::Preview, Task::Message, Task::Contained(7)] {
        let mut pipe = Vec::new();
        write_request(&mut pipe, &Request { task, file: file.clone(), limits }).unwrap();
        let back = read_request(&mut pipe.as_slice(), 4).unwrap().unwrap();
        assert_eq!((back.task, &back.file, back.limits), (task, &file, limits));
        for cut in 1..pipe.len() {
            assert!(!matches!(read_request(&mut &pipe[..cut], 4), Ok(Some(_))), "{cut}");
        }
    }
    assert!(read_request(&mut [].as_slice(), 4).unwrap().is_none());
}

#[test]
fn replies_survive_the_pipe() {
    let piece = ExtractedText { path: "a/b".into(), text: "text".into() };
    let picture = PagePicture { pages: 9, width: 2, height: 3, png: vec![1, 2, 3] };
    for kind in FileKind::ALL {
        for reason in FailureReason::ALL {
            let failure = Failure { kind, reason };
            let lost = Loss { path: "c".into(), failure };
            let extracted =
                Extracted { kind, texts: vec![piece.clone()], truncated: true, losses: vec![lost] };
            let picture = Answer::Picture(picture.clone());
            let preview = Answer::Preview(FilePreview::Text { text: "text".into(), is_cut: true });
            let file = ContainedFile { name: "d".into(), bytes: vec![0, 9], is_damaged: true };
            for reply in
                [Ok(Answer::Text(extracted)), Ok(picture), Ok(preview), Ok(Answer::File(file)), Err(failure)]
            {
                let mut pipe = Vec::new();
                write_reply(&mut pipe, &reply).unwrap();
                assert_eq!(read_reply(&mut pipe.as_slice()).unwrap(), reply);
                pipe.pop();
                assert!(read_reply(&mut pipe.as_slice()).is_err());
            }
        }
    }
    assert!(read_reply(&mut [u8::MAX; 16].as_slice()).is_err());
}
