//! The numbers of a network, their gradients and the optimiser's state.

use crate::random::Random;

/// A matrix among the parameters.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Name, as in the model file.
    pub name: String,
    /// Where it begins.
    pub offset: usize,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// A table of which a batch touches few rows.
    pub sparse: bool,
    /// Whether weights decay.
    pub decay: bool,
}

/// Handle of a [`Slot`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle(usize);

/// Parameters with gradients and moments.
#[derive(Clone, Debug, Default)]
pub struct Params {
    /// The values, all slots one after the other.
    pub values: Vec<f32>,
    /// Their gradients.
    pub grads: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    slots: Vec<Slot>,
    touched: Vec<Vec<u32>>,
    steps: u32,
    average: Vec<f32>,
    rounds: Vec<f32>,
    ended: u32,
}

/// Settings of the optimiser (AdamW).
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Learning rate.
    pub rate: f32,
    /// Weight decay, decoupled.
    pub decay: f32,
    /// Largest norm of the gradient of the dense slots.
    pub clip: f32,
}

impl Params {
    /// Adds a matrix of normal numbers with the given deviation.
    pub fn add(&mut self, name: &str, rows: usize, cols: usize, deviation: f32, rng: &mut Random) -> Handle {
        let offset = self.values.len();
        self.values.extend((0..rows * cols).map(|_| deviation * rng.normal()));
        self.slots.push(Slot { name: name.to_owned(), offset, rows, cols, sparse: false, decay: rows > 1 });
        self.touched.push(Vec::new());
        Handle(self.slots.len() - 1)
    }

    /// Adds a vector of one value.
    pub fn add_constant(&mut self, name: &str, cols: usize, value: f32) -> Handle {
        let offset = self.values.len();
        self.values.resize(offset + cols, value);
        self.slots.push(Slot { name: name.to_owned(), offset, rows: 1, cols, sparse: false, decay: false });
        self.touched.push(Vec::new());
        Handle(self.slots.len() - 1)
    }

    /// Adds a table whose rows are looked up.
    pub fn add_table(&mut self, name: &str, rows: usize, cols: usize, deviation: f32, rng: &mut Random) -> Handle {
        let handle = self.add(name, rows, cols, deviation, rng);
        self.slots[handle.0].sparse = true;
        handle
    }

    /// Makes room for gradients and moments; call once all slots are there.
    pub fn finish(&mut self) {
        self.grads = vec![0.0; self.values.len()];
        self.reset_moments();
    }

    /// Forgets the optimiser's state.
    pub fn reset_moments(&mut self) {
        self.first = vec![0.0; self.values.len()];
        self.second = vec![0.0; self.values.len()];
        self.steps = 0;
    }

    /// The optimiser's moments and number of steps.
    pub fn moments(&self) -> (&[f32], &[f32], u32) {
        (&self.first, &self.second, self.steps)
    }

    /// Sets the optimiser's state; of another size it is ignored.
    pub fn set_moments(&mut self, first: Vec<f32>, second: Vec<f32>, steps: u32) {
        if first.len() == self.values.len() && second.len() == self.values.len() {
            self.first = first;
            self.second = second;
            self.steps = steps;
        }
    }

    /// Begins the running average of the values at what they are; without a `share` there is none.
    pub fn start_average(&mut self, share: f32) {
        self.average = if share > 0.0 { self.values.clone() } else { Vec::new() };
    }

    /// The running average of the values; empty when none is kept.
    pub fn average(&self) -> &[f32] {
        &self.average
    }

    /// Sets the running average; of another size it is ignored.
    pub fn set_average(&mut self, average: Vec<f32>) {
        if average.len() == self.average.len() {
            self.average = average;
        }
    }

    /// Moves the running average towards the values: `share` is what it keeps
    /// of itself in one step, less in the first steps.
    pub fn follow(&mut self, share: f32) {
        let steps = self.steps as f32;
        let new = 1.0 - share.min((1.0 + steps) / (10.0 + steps));
        for (a, v) in self.average.iter_mut().zip(&self.values) {
            *a += new * (v - *a);
        }
    }

    /// Exchanges the values and their running average, if one is kept.
    pub fn swap_average(&mut self) {
        if !self.average.is_empty() {
            std::mem::swap(&mut self.values, &mut self.average);
        }
    }

    /// Takes the weights (their running average, if one is kept) into the mean over rounds.
    pub fn end_round(&mut self) {
        let now = if self.average.is_empty() { &self.values } else { &self.average };
        self.ended += 1;
        if self.ended == 1 {
            self.rounds.clone_from(now);
        } else {
            let new = 1.0 / self.ended as f32;
            for (r, v) in self.rounds.iter_mut().zip(now) {
                *r += new * (v - *r);
            }
        }
    }

    /// The mean over rounds, and how many have ended.
    pub fn rounds(&self) -> (&[f32], u32) {
        (&self.rounds, self.ended)
    }

    /// Sets the mean over rounds; of another size it is ignored.
    pub fn set_rounds(&mut self, rounds: Vec<f32>, ended: u32) {
        if rounds.len() == self.values.len() {
            self.rounds = rounds;
            self.ended = ended;
        }
    }

    /// Exchanges the values and their mean over rounds, if any has ended; gives how many have.
    pub fn swap_rounds(&mut self) -> u32 {
        if self.ended > 0 {
            std::mem::swap(&mut self.values, &mut self.rounds);
        }
        self.ended
    }

    /// Description of a slot.
    pub fn slot(&self, handle: Handle) -> &Slot {
        &self.slots[handle.0]
    }

    /// All slots.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Values of a slot.
    pub fn value(&self, handle: Handle) -> &[f32] {
        let s = &self.slots[handle.0];
        &self.values[s.offset..s.offset + s.rows * s.cols]
    }

    /// Gradient of a slot.
    pub fn grad(&mut self, handle: Handle) -> &mut [f32] {
        let s = &self.slots[handle.0];
        &mut self.grads[s.offset..s.offset + s.rows * s.cols]
    }

    /// Values and gradient of a slot.
    pub fn both(&mut self, handle: Handle) -> (&[f32], &mut [f32]) {
        let s = &self.slots[handle.0];
        let range = s.offset..s.offset + s.rows * s.cols;
        (&self.values[range.clone()], &mut self.grads[range])
    }

    /// Gradient row of a table; the row is stepped with the next step.
    pub fn grad_row(&mut self, handle: Handle, row: u32) -> &mut [f32] {
        self.touched[handle.0].push(row);
        let s = &self.slots[handle.0];
        let at = s.offset + row as usize * s.cols;
        &mut self.grads[at..at + s.cols]
    }

    /// One step of AdamW; clears the gradients. Gives the gradient's norm.
    pub fn step(&mut self, step: &Step) -> f32 {
        self.steps += 1;
        let (b1, b2, eps) = (0.9f32, 0.98f32, 1e-8f32);
        let c1 = 1.0 - b1.powi(self.steps.min(100_000) as i32);
        let c2 = 1.0 - b2.powi(self.steps.min(100_000) as i32);
        let mut norm = 0f64;
        for s in self.slots.iter().filter(|s| !s.sparse) {
            for g in &self.grads[s.offset..s.offset + s.rows * s.cols] {
                norm += f64::from(g * g);
            }
        }
        let norm = norm.sqrt() as f32;
        let shrink = if norm > step.clip { step.clip / norm } else { 1.0 };
        let mut ranges = Vec::new();
        for (s, touched) in self.slots.iter().zip(&mut self.touched) {
            if s.sparse {
                touched.sort_unstable();
                touched.dedup();
                for row in touched.drain(..) {
                    let at = s.offset + row as usize * s.cols;
                    ranges.push((at, s.cols, 0.0));
                }
            } else {
                ranges.push((s.offset, s.rows * s.cols, if s.decay { step.decay } else { 0.0 }));
            }
        }
        for (at, len, decay) in ranges {
            let range = at..at + len;
            let values = &mut self.values[range.clone()];
            let grads = &mut self.grads[range.clone()];
            let first = &mut self.first[range.clone()];
            let second = &mut self.second[range];
            let keep = 1.0 - step.rate * decay;
            let rate = step.rate / c1;
            for i in 0..len {
                let g = grads[i] * shrink;
                first[i] = b1 * first[i] + (1.0 - b1) * g;
                second[i] = b2 * second[i] + (1.0 - b2) * g * g;
                values[i] = values[i] * keep - rate * first[i] / ((second[i] / c2).sqrt() + eps);
                grads[i] = 0.0;
            }
        }
        norm
    }
}
