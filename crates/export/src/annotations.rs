//! W3C Web Annotations (Web Annotation Data Model, Recommendation of 2017): one `AnnotationPage`
//! in JSON-LD.
//!
//! Events, quotations, times and places are annotations whose target is the article with a
//! `TextPositionSelector` (code points, as the recommendation asks) and, where the text is given,
//! a `TextQuoteSelector` with 32 characters around. The hash of the text stands beside them as
//! `sha256`, a term that the page's context defines.

use std::io::{self, Write};

use chancery_record::{QuotationKind, Reading, Span};
use serde_json::{Value, json};

use crate::Sink;
use crate::tables::{Cell, table};
use crate::view::{View, percent};

const REACH: usize = 32;

pub(crate) struct Annotations<W: Write> {
    out: W,
    written: usize,
}

impl<W: Write> Annotations<W> {
    pub(crate) fn new(mut out: W) -> io::Result<Self> {
        let context = json!([
            "http://www.w3.org/ns/anno.jsonld",
            {"sha256": "urn:chancery:terms:sha256", "article": "urn:chancery:terms:article", "record": {"@id": "urn:chancery:terms:record", "@type": "@json"}}
        ]);
        write!(
            out,
            "{{\"@context\":{context},\"id\":\"urn:chancery:annotations\",\"type\":\"AnnotationPage\",\"startIndex\":0,\"items\":["
        )?;
        Ok(Annotations { out, written: 0 })
    }

    fn item(&mut self, view: &View<'_>, kind: &str, id: &str, span: Span, body: Value) -> io::Result<()> {
        let r = view.reading;
        let mut selectors = vec![json!({"type": "TextPositionSelector", "start": span.start, "end": span.end})];
        if let (Some(exact), Some((prefix, suffix))) = (view.words(span), view.around(span, REACH)) {
            selectors.push(json!({"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}));
        }
        let annotation = json!({
            "id": format!("urn:chancery:{kind}:{}:{id}", percent(&r.id)),
            "type": "Annotation",
            "motivation": if kind == "event" { "classifying" } else { "identifying" },
            "generator": {"type": "Software", "name": r.coded_by.program},
            "body": body,
            "target": {"source": view.iri(), "article": r.id, "sha256": r.sha256, "selector": selectors},
        });
        self.out.write_all(if self.written == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut self.out, &annotation)?;
        self.written += 1;
        Ok(())
    }
}

/// A value that a person reads, with the fields behind it.
fn body(value: String, fields: Value) -> Value {
    json!({"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": value, "record": fields})
}

impl<W: Write> Sink for Annotations<W> {
    fn reading(&mut self, reading: &Reading) -> io::Result<()> {
        let view = View::new(reading);
        let events = table("events");
        for (event, row) in reading.events.iter().zip(events.map_or_else(Vec::new, |t| (t.rows)(&view))) {
            let mut value = event.kind.to_string();
            if let Some(mode) = &event.mode {
                value += " ";
                value += mode;
            }
            let codes =
                |all: &[chancery_record::ActorCode]| all.iter().map(|c| c.as_str()).collect::<Vec<_>>().join(" ");
            value += &format!(" {} → {}", codes(&event.source), codes(&event.target));
            let skip = ["article_id", "start", "end", "sha256", "words", "outlet", "published", "language", "url"];
            let mut fields = serde_json::Map::new();
            for (column, cell) in events.into_iter().flat_map(|t| t.columns).zip(row) {
                if skip.contains(&column.name) {
                    continue;
                }
                let value = match cell {
                    Cell::Empty => continue,
                    Cell::Text(text) => Value::from(text),
                    Cell::Integer(n) => Value::from(n),
                    Cell::Number(n) => Value::from(n),
                    Cell::Boolean(b) => Value::from(b),
                };
                fields.insert(column.name.to_owned(), value);
            }
            self.item(&view, "event", &event.id, event.span, body(value, fields.into()))?;
        }
        for q in &reading.quotations {
            let kind = if q.kind == QuotationKind::Direct { "direct" } else { "indirect" };
            let speaker = q.speaker.as_deref().unwrap_or("unknown speaker");
            let fields = json!({"kind": kind, "speaker": q.speaker, "speaker_code": q.speaker_code});
            self.item(&view, "quotation", &q.id, q.span, body(format!("{kind} quotation of {speaker}"), fields))?;
        }
        for t in &reading.times {
            let id = format!("{}-{}", t.span.start, t.span.end);
            self.item(&view, "time", &id, t.span, body(t.edtf.to_string(), json!({"edtf": t.edtf})))?;
        }
        for p in &reading.places {
            let id = format!("{}-{}", p.span.start, p.span.end);
            let fields = json!({"name": p.name, "country": p.country, "latitude": p.lat, "longitude": p.lon, "geonames": p.geonames});
            self.item(&view, "place", &id, p.span, body(p.name.clone(), fields))?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()
    }
}
