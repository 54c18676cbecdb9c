use std::collections::BTreeMap;

use chancery_record::{EventType, Status};
use serde::Serialize;

use super::facts::{Unit, quad_class};
use super::filter::Filter;
use super::find::tenths;
use crate::Archive;
use crate::error::ArchiveError;

/// What the nodes of a network are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nodes {
    /// Actor codes, `RUS-GOV`.
    #[default]
    Codes,
    /// The first parts of codes, `RUS`.
    Countries,
}

/// What one actor did to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Edge {
    /// Who acts.
    pub source: String,
    /// On whom.
    pub target: String,
    /// Number of events or acts.
    pub weight: u64,
    /// Number by PLOVER type, those that occur, in the codebook's order.
    pub types: BTreeMap<EventType, u64>,
    /// Number by quad class.
    pub quads: BTreeMap<&'static str, u64>,
    /// Mean Goldstein value of those that have one, to a hundredth.
    pub goldstein: Option<f64>,
    /// How many have one.
    pub rated: u64,
    /// Sum of the Goldstein values.
    #[serde(skip)]
    pub goldstein_sum: f64,
    /// First day of the earliest that is dated.
    pub first_day: Option<String>,
    /// Last day of the latest that is dated.
    pub last_day: Option<String>,
}

/// An actor of a network.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Node {
    /// Its code, or the first part of one.
    pub id: String,
    /// Sum of the weights of edges from it.
    pub acted: u64,
    /// Sum of the weights of edges to it.
    pub suffered: u64,
}

/// Who does what to whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Network {
    /// Events or acts that fit, also those without two known parties.
    pub counted: u64,
    /// Of these, those with two known parties.
    pub paired: u64,
    /// Actors, by name.
    pub nodes: Vec<Node>,
    /// Ties, the heaviest first, then by name.
    pub edges: Vec<Edge>,
}

impl Network {
    /// Leaves out lighter ties, and actors that have no other.
    pub fn at_least(&mut self, weight: u64) {
        self.edges.retain(|e| e.weight >= weight);
        let mut nodes: BTreeMap<&str, Node> = BTreeMap::new();
        for edge in &self.edges {
            nodes.entry(&edge.source).or_default().acted += edge.weight;
            nodes.entry(&edge.target).or_default().suffered += edge.weight;
        }
        self.nodes = nodes.into_iter().map(|(id, node)| Node { id: id.to_owned(), ..node }).collect();
    }
}

impl Archive {
    /// The network of what fits. An event with several sources or targets gives a tie to each pair of them;
    /// a meeting, whose parties are all sources, joins each of them with each other once. Without a status in
    /// the filter, what took place is counted. Codes of unknown actors stay out.
    ///
    /// # Errors
    /// As for [`Archive::find_events`].
    pub fn network(&self, asked: &Filter, unit: Unit, nodes: Nodes) -> Result<Network, ArchiveError> {
        let mut asked = asked.clone();
        if asked.statuses.is_empty() {
            asked.statuses.push(Status::Actual);
        }
        let facts = self.facts(&asked, unit)?;
        let mut network = Network { counted: facts.len() as u64, ..Network::default() };
        let mut edges: BTreeMap<(String, String), Edge> = BTreeMap::new();
        for fact in &facts {
            let name = |code: &str| match nodes {
                Nodes::Codes => code.to_owned(),
                Nodes::Countries => code.split('-').next().unwrap_or(code).to_owned(),
            };
            let mut pairs: Vec<(String, String)> = fact.pairs().into_iter().map(|(s, t)| (name(s), name(t))).collect();
            // Two sectors of one country are one node here.
            pairs.sort();
            pairs.dedup();
            network.paired += u64::from(!pairs.is_empty());
            for (source, target) in pairs {
                let edge = edges.entry((source.clone(), target.clone())).or_insert_with(|| Edge {
                    source,
                    target,
                    ..Edge::default()
                });
                edge.weight += 1;
                if let Ok(kind) = fact.kind.parse::<EventType>() {
                    *edge.types.entry(kind).or_default() += 1;
                    *edge.quads.entry(quad_class(kind)).or_default() += 1;
                }
                if let Some(value) = fact.goldstein {
                    edge.rated += 1;
                    edge.goldstein_sum += tenths(value);
                }
                if let Some((first, last)) = &fact.days {
                    if edge.first_day.as_ref().is_none_or(|f| first < f) {
                        edge.first_day = Some(first.clone());
                    }
                    if edge.last_day.as_ref().is_none_or(|l| last > l) {
                        edge.last_day = Some(last.clone());
                    }
                }
            }
        }
        for edge in edges.values_mut() {
            edge.goldstein = (edge.rated > 0).then(|| (edge.goldstein_sum / edge.rated as f64 * 100.0).round() / 100.0);
        }
        network.edges = edges.into_values().collect();
        network
            .edges
            .sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| (&a.source, &a.target).cmp(&(&b.source, &b.target))));
        network.at_least(1);
        Ok(network)
    }
}
