//! Office Open XML text (ECMA-376): the paragraphs of `word/document.xml`.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::intake::{Flow, Intake, Place};
use crate::{SourceError, press};

/// The most that the text of a document may expand to, in times of [`crate::Limits::article`].
const EXPANDED: u64 = 4;

/// Reads a document: a press export, or one article.
pub(crate) fn read(intake: &mut Intake<'_>, bytes: Vec<u8>, place: &Place) -> Flow {
    match lines(bytes, place, intake) {
        Ok(lines) => press::read_lines(intake, &lines, place, None),
        Err(error) => intake.fail(error),
    }
}

/// The paragraphs of a document, one a line; those of tables cell by cell.
///
/// # Errors
/// A file that is no ZIP archive, has no document, or is cut off.
pub(crate) fn lines(bytes: Vec<u8>, place: &Place, intake: &Intake<'_>) -> Result<Vec<String>, SourceError> {
    let fail = |e: String| SourceError::new(&place.origin, format!("damaged Word document: {e}"));
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| fail(e.to_string()))?;
    let part = archive.by_name("word/document.xml").map_err(|e| fail(e.to_string()))?;
    let limit = intake.options.limits.article as u64 * EXPANDED;
    let mut xml = Vec::new();
    part.take(limit + 1).read_to_end(&mut xml).map_err(|e| fail(e.to_string()))?;
    if xml.len() as u64 > limit {
        return Err(crate::intake::too_large(&place.origin, intake.options.limits.article));
    }
    paragraphs(&xml).map_err(fail)
}

fn paragraphs(xml: &[u8]) -> Result<Vec<String>, String> {
    let xml = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&xml);
    reader.config_mut().check_end_names = false;
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut in_text = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => in_text = element.local_name().as_ref() == "t",
            Ok(Event::Empty(element)) => match element.local_name().as_ref() {
                "tab" => line.push('\t'),
                "br" | "cr" => line.push('\n'),
                "noBreakHyphen" => line.push('\u{2011}'),
                "p" => lines.push(String::new()),
                _ => {}
            },
            Ok(Event::Text(text)) if in_text => {
                line.push_str(&text);
            }
            Ok(Event::GeneralRef(entity)) if in_text => crate::feed::push_entity(&entity, &mut line),
            Ok(Event::End(element)) => match element.local_name().as_ref() {
                "t" => in_text = false,
                "p" => lines.push(std::mem::take(&mut line)),
                _ => {}
            },
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => return Err(error.to_string()),
        }
    }
    Ok(lines.into_iter().flat_map(|l| l.split('\n').map(str::to_owned).collect::<Vec<_>>()).collect())
}
