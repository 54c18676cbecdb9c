use std::io::{IsTerminal as _, Write};
use std::path::PathBuf;

use anstream::eprintln;
use anyhow::Result;
use chancery::archive::{Archive, Edge, Network, Nodes, Unit};
use chancery::export::{Graph, GraphFormat};
use chancery::record::EventType;

use crate::filter::{self, FilterArgs};
use crate::{Outcome, output};

/// Arguments of `chancery network`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  chancery network press.chancery --from 2022 --nodes country
  chancery network press.chancery --type ASSAULT --merged --format csv > attacks.csv
  chancery network press.chancery --lang fr --format gexf > press.gexf

Counted is what took place, unless --status says otherwise, between parties with known codes: an event with
several sources or targets ties each pair of them, a meeting each pair of those who meet, once.
graphml and gexf open in Gephi, igraph and networkx.")]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    #[command(flatten)]
    filter: FilterArgs,

    /// Count an act once, however many articles tell it
    #[arg(long)]
    merged: bool,

    /// What the nodes are
    #[arg(long, value_enum, default_value = "code")]
    nodes: Node,

    /// Only ties of at least so many
    #[arg(long, value_name = "N", default_value = "1")]
    at_least: u64,

    /// Form of the output [default: table on a terminal, else json]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Node {
    /// Actor codes, RUS-GOV
    Code,
    /// Countries and bodies, RUS
    Country,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Ties for people, the heaviest first
    Table,
    /// One object with nodes and edges
    Json,
    /// Edges as comma-separated values, a column each type and quad class
    Csv,
    /// GraphML
    Graphml,
    /// GEXF 1.3
    Gexf,
}

const QUADS: [&str; 4] = ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let archive = Archive::open_readonly(&args.archive)?;
    let asked = args.filter.filter(None)?;
    let unit = if args.merged { Unit::Acts } else { Unit::Events };
    let nodes = match args.nodes {
        Node::Code => Nodes::Codes,
        Node::Country => Nodes::Countries,
    };
    let mut network = archive.network(&asked, unit, nodes)?;
    network.at_least(args.at_least);
    let mut out = output::stdout();
    let default = if std::io::stdout().is_terminal() { Format::Table } else { Format::Json };
    match args.format.unwrap_or(default) {
        Format::Json => {
            serde_json::to_writer(&mut out, &network)?;
            writeln!(out)?;
        }
        Format::Csv => csv(&mut out, &network)?,
        Format::Table => table(&mut out, &network)?,
        Format::Graphml => graph(&network).write(GraphFormat::GraphMl, &mut out)?,
        Format::Gexf => graph(&network).write(GraphFormat::Gexf, &mut out)?,
    }
    out.flush()?;
    let what = if args.merged { "act" } else { "event" };
    if network.counted == 0 {
        filter::nothing(&archive, &asked, what)?;
    } else {
        let (nodes, ties, paired) = (network.nodes.len(), network.edges.len(), network.paired);
        eprintln!("{nodes} actors, {ties} ties; {paired} of {} {what}s have two known parties", network.counted);
    }
    Ok(Outcome::Done)
}

fn mean(edge: &Edge) -> String {
    edge.goldstein.map(|g| format!("{g:.2}")).unwrap_or_default()
}

fn csv(out: &mut impl Write, network: &Network) -> Result<()> {
    let quads: Vec<String> = QUADS.iter().map(|q| q.replace(' ', "_")).collect();
    let mut header = vec!["source", "target", "weight", "goldstein", "first_day", "last_day"];
    header.extend(quads.iter().map(String::as_str));
    header.extend(EventType::ALL.iter().map(|t| t.as_str()));
    let rows = network.edges.iter().map(|edge| {
        let mut row = vec![
            edge.source.clone(),
            edge.target.clone(),
            edge.weight.to_string(),
            mean(edge),
            edge.first_day.clone().unwrap_or_default(),
            edge.last_day.clone().unwrap_or_default(),
        ];
        row.extend(QUADS.iter().map(|q| edge.quads.get(q).copied().unwrap_or_default().to_string()));
        row.extend(EventType::ALL.iter().map(|t| edge.types.get(t).copied().unwrap_or_default().to_string()));
        row
    });
    output::csv(out, &header, rows)
}

fn table(out: &mut impl Write, network: &Network) -> Result<()> {
    let rows: Vec<Vec<String>> = network
        .edges
        .iter()
        .map(|edge| {
            let mut types: Vec<(&EventType, &u64)> = edge.types.iter().collect();
            types.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            let types: Vec<String> = types.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
            let days = match (&edge.first_day, &edge.last_day) {
                (Some(first), Some(last)) if first == last => first.clone(),
                (Some(first), Some(last)) => format!("{first}/{last}"),
                _ => String::new(),
            };
            vec![edge.source.clone(), edge.target.clone(), edge.weight.to_string(), mean(edge), days, types.join(", ")]
        })
        .collect();
    output::columns(out, &["source", "target", "weight", "Goldstein", "days", "types"], &[2, 3], &rows)
}

fn graph(network: &Network) -> Graph {
    let mut graph = Graph::default();
    for edge in &network.edges {
        let tie = graph.ties.entry((edge.source.clone(), edge.target.clone())).or_default();
        for (kind, count) in &edge.types {
            tie.add(*kind, *count, 0.0, 0);
        }
        tie.rate(edge.goldstein_sum, edge.rated);
        tie.days = edge.first_day.clone().zip(edge.last_day.clone());
    }
    graph
}
