//! Who does what to whom, as a directed graph: GraphML and GEXF 1.3.
//!
//! A node is an actor code, an edge a source and a target with the number of events of each
//! PLOVER type between them and their mean Goldstein value. Counted are events that took place
//! (status `actual`); a meeting, whose parties are all sources, joins each of them with each
//! other once. Codes of unknown actors stay out. Memory grows with the number of pairs, not of
//! articles.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chancery_record::{Event, EventType, Reading, Status};

use crate::Sink;
use crate::states::country_name;
use crate::view::double;

/// Events between one source and one target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tie {
    /// Number of events by type, in the codebook's order.
    pub counts: BTreeMap<EventType, u64>,
    /// First and last day of the events, where the graph has them.
    pub days: Option<(String, String)>,
    goldstein: f64,
    rated: u64,
}

impl Tie {
    /// Adds `times` events of a type with the sum of their Goldstein values and how many had one.
    pub fn add(&mut self, kind: EventType, times: u64, goldstein_sum: f64, rated: u64) {
        *self.counts.entry(kind).or_default() += times;
        self.goldstein += goldstein_sum;
        self.rated += rated;
    }

    /// Adds the sum of the Goldstein values of `rated` events that are counted already.
    pub fn rate(&mut self, goldstein_sum: f64, rated: u64) {
        self.goldstein += goldstein_sum;
        self.rated += rated;
    }

    /// All events.
    pub fn weight(&self) -> u64 {
        self.counts.values().sum()
    }

    fn days(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.days.iter().flat_map(|(first, last)| [("first_day", first.as_str()), ("last_day", last.as_str())])
    }

    /// Mean Goldstein value of those that have one.
    pub fn goldstein(&self) -> Option<f64> {
        (self.rated > 0).then(|| self.goldstein / self.rated as f64)
    }
}

/// Pairs of actor codes with what was done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// Source and target to their events.
    pub ties: BTreeMap<(String, String), Tie>,
}

impl Graph {
    /// Adds the pairs of an event, whatever its status.
    pub fn add(&mut self, event: &Event) {
        for (source, target) in pairs_of(event) {
            let tie = self.ties.entry((source.to_owned(), target.to_owned())).or_default();
            let value = event.goldstein.map(double);
            tie.add(event.kind, 1, value.unwrap_or_default(), u64::from(value.is_some()));
        }
    }

    /// The edge attributes that are days, where any edge has them.
    fn day_names(&self) -> &'static [&'static str] {
        if self.ties.values().any(|t| t.days.is_some()) { &["first_day", "last_day"] } else { &[] }
    }

    fn nodes(&self) -> Vec<&str> {
        let mut nodes: Vec<&str> = self.ties.keys().flat_map(|(s, t)| [s.as_str(), t.as_str()]).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }
}

/// Known sources with known targets; for a meeting every pair of its participants once.
fn pairs_of(event: &Event) -> Vec<(&str, &str)> {
    let known = |codes: &'_ [chancery_record::ActorCode]| -> Vec<usize> {
        (0..codes.len()).filter(|i| codes[*i].as_str() != "UNK-UNK").collect()
    };
    let mut pairs = Vec::new();
    if event.target.is_empty() && event.kind == EventType::Consult {
        for (n, i) in known(&event.source).iter().enumerate() {
            for j in &known(&event.source)[n + 1..] {
                pairs.push((event.source[*i].as_str(), event.source[*j].as_str()));
            }
        }
        return pairs;
    }
    for i in known(&event.source) {
        for j in known(&event.target) {
            pairs.push((event.source[i].as_str(), event.target[j].as_str()));
        }
    }
    pairs
}

/// Which file the graph becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// GraphML (Brandes, Eiglsperger, Herman, Himsolt and Marshall, 2002).
    GraphMl,
    /// GEXF 1.3 (Gephi).
    Gexf,
}

pub(crate) struct GraphSink<W: Write> {
    graph: Graph,
    format: GraphFormat,
    out: W,
}

impl<W: Write> GraphSink<W> {
    pub(crate) fn new(format: GraphFormat, out: W) -> Self {
        GraphSink { graph: Graph::default(), format, out }
    }
}

impl<W: Write> Sink for GraphSink<W> {
    fn reading(&mut self, reading: &Reading) -> io::Result<()> {
        reading.events.iter().filter(|e| e.status == Status::Actual).for_each(|e| self.graph.add(e));
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.graph.write(self.format, &mut self.out)?;
        self.out.flush()
    }
}

impl Graph {
    /// Writes the graph as a file.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, format: GraphFormat, out: &mut impl Write) -> io::Result<()> {
        match format {
            GraphFormat::GraphMl => self.graphml(out),
            GraphFormat::Gexf => self.gexf(out),
        }
    }

    fn graphml(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        writeln!(out, r#"<graphml xmlns="http://graphml.graphdrawing.org/xmlns">"#)?;
        for (id, of, kind) in [
            ("label", "node", "string"),
            ("country", "node", "string"),
            ("country_name", "node", "string"),
            ("sector", "node", "string"),
            ("weight", "edge", "long"),
            ("goldstein", "edge", "double"),
        ] {
            writeln!(out, r#"  <key id="{id}" for="{of}" attr.name="{id}" attr.type="{kind}"/>"#)?;
        }
        for id in self.day_names() {
            writeln!(out, r#"  <key id="{id}" for="edge" attr.name="{id}" attr.type="string"/>"#)?;
        }
        for kind in EventType::ALL {
            writeln!(
                out,
                r#"  <key id="{kind}" for="edge" attr.name="{kind}" attr.type="long"><default>0</default></key>"#
            )?;
        }
        writeln!(out, r#"  <graph edgedefault="directed">"#)?;
        for node in self.nodes() {
            writeln!(out, r#"    <node id="{}">"#, escape(node))?;
            for (key, value) in attributes(node) {
                writeln!(out, r#"      <data key="{key}">{}</data>"#, escape(value))?;
            }
            writeln!(out, "    </node>")?;
        }
        for (n, ((source, target), tie)) in self.ties.iter().enumerate() {
            writeln!(out, r#"    <edge id="{n}" source="{}" target="{}">"#, escape(source), escape(target))?;
            writeln!(out, r#"      <data key="weight">{}</data>"#, tie.weight())?;
            if let Some(mean) = tie.goldstein() {
                writeln!(out, r#"      <data key="goldstein">{mean:.3}</data>"#)?;
            }
            for (id, day) in tie.days() {
                writeln!(out, r#"      <data key="{id}">{}</data>"#, escape(day))?;
            }
            for (kind, count) in &tie.counts {
                writeln!(out, r#"      <data key="{kind}">{count}</data>"#)?;
            }
            writeln!(out, "    </edge>")?;
        }
        writeln!(out, "  </graph>\n</graphml>")
    }

    fn gexf(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        writeln!(out, r#"<gexf xmlns="http://gexf.net/1.3" version="1.3">"#)?;
        writeln!(out, "  <meta><creator>chancery</creator></meta>")?;
        writeln!(out, r#"  <graph defaultedgetype="directed">"#)?;
        writeln!(out, r#"    <attributes class="node">"#)?;
        for id in ["country", "country_name", "sector"] {
            writeln!(out, r#"      <attribute id="{id}" title="{id}" type="string"/>"#)?;
        }
        writeln!(out, "    </attributes>\n    <attributes class=\"edge\">")?;
        writeln!(out, r#"      <attribute id="goldstein" title="goldstein" type="double"/>"#)?;
        for id in self.day_names() {
            writeln!(out, r#"      <attribute id="{id}" title="{id}" type="date"/>"#)?;
        }
        for kind in EventType::ALL {
            writeln!(
                out,
                r#"      <attribute id="{kind}" title="{kind}" type="long"><default>0</default></attribute>"#
            )?;
        }
        writeln!(out, "    </attributes>\n    <nodes>")?;
        for node in self.nodes() {
            writeln!(out, r#"      <node id="{0}" label="{0}"><attvalues>"#, escape(node))?;
            for (key, value) in attributes(node).into_iter().filter(|(key, _)| *key != "label") {
                writeln!(out, r#"        <attvalue for="{key}" value="{}"/>"#, escape(value))?;
            }
            writeln!(out, "      </attvalues></node>")?;
        }
        writeln!(out, "    </nodes>\n    <edges>")?;
        for (n, ((source, target), tie)) in self.ties.iter().enumerate() {
            writeln!(
                out,
                r#"      <edge id="{n}" source="{}" target="{}" weight="{}"><attvalues>"#,
                escape(source),
                escape(target),
                tie.weight()
            )?;
            if let Some(mean) = tie.goldstein() {
                writeln!(out, r#"        <attvalue for="goldstein" value="{mean:.3}"/>"#)?;
            }
            for (id, day) in tie.days() {
                writeln!(out, r#"        <attvalue for="{id}" value="{}"/>"#, escape(day))?;
            }
            for (kind, count) in &tie.counts {
                writeln!(out, r#"        <attvalue for="{kind}" value="{count}"/>"#)?;
            }
            writeln!(out, "      </attvalues></edge>")?;
        }
        writeln!(out, "    </edges>\n  </graph>\n</gexf>")
    }
}

fn attributes(code: &str) -> Vec<(&'static str, &str)> {
    let (country, sector) = code.split_once('-').unwrap_or((code, ""));
    let mut all = vec![("label", code), ("country", country), ("sector", sector)];
    if let Some(name) = country_name(country) {
        all.push(("country_name", name));
    }
    all
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 has no way to write other control characters.
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            c => out.push(c),
        }
    }
    out
}
