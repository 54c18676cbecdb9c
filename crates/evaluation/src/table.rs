use crate::score::{Counts, Measure, Scores};

/// A line of the table: a measure, or the speakers under it.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// Hits, gold, predicted and what follows from them.
    Measured(Measure, Counts),
    /// Speakers right of quotations matched.
    Speakers {
        /// Direct or indirect.
        of: Measure,
        /// Right ones.
        right: usize,
        /// Matched quotations.
        matched: usize,
    },
}

impl Row {
    /// The line in the layout of the reference scorer.
    pub fn plain(&self) -> String {
        match self {
            Row::Measured(measure, c) => format!(
                "{:<28}{:>6}{:>7}{:>7}{:>8.1}{:>8.1}{:>8.1}",
                measure.label(),
                c.hit,
                c.gold,
                c.predicted,
                100.0 * c.precision(),
                100.0 * c.recall(),
                100.0 * c.f1()
            ),
            Row::Speakers { right, matched, .. } => {
                format!(
                    "{:<28}{right:>6}{matched:>7}{:>15.1}",
                    "  speaker accuracy",
                    100.0 * *right as f64 / *matched as f64
                )
            }
        }
    }
}

/// The table's lines in order.
pub fn rows(scores: &Scores) -> Vec<Row> {
    let mut rows = Vec::new();
    for measure in Measure::ALL {
        let counts = scores.get(measure);
        rows.push(Row::Measured(measure, counts));
        if matches!(measure, Measure::Direct | Measure::Indirect) && counts.hit > 0 {
            let right = scores.speakers.get(&measure).copied().unwrap_or_default();
            rows.push(Row::Speakers { of: measure, right, matched: counts.hit });
        }
    }
    rows
}
