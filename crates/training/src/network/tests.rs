//! Gradients against finite differences.

use super::*;

fn shape() -> Shape {
    Shape {
        width: 16,
        layers: 2,
        pieces: 6,
        raw: 9,
        tables: [8; FEATURES],
        arc: 6,
        rel: 5,
        names: 7,
        upos: 3,
        feats: 4,
        lemmas: 3,
        rels: 4,
    }
}

fn sample(n: usize, rng: &mut Random) -> Encoded {
    Encoded {
        types: (0..n).map(|_| rng.below(10) as u32).collect(),
        hashes: (0..n).map(|_| std::array::from_fn(|_| rng.below(8) as u32)).collect(),
        upos: (0..n).map(|_| rng.below(3) as i32).collect(),
        feats: (0..n).map(|_| rng.below(4) as i32).collect(),
        lemma: (0..n).map(|_| rng.below(3) as i32).collect(),
        head: (0..n as i32).collect(),
        rel: (0..n).map(|_| rng.below(4) as i32).collect(),
        names: (0..n).map(|i| if i % 2 == 0 { 0 } else { 4 }).collect(),
        misc: false,
        lang: 0,
        tree_weight: 1.0,
        names_weight: 0.7,
    }
}

/// The gradient by hand is that of finite differences.
#[test]
fn gradients_are_right() {
    let mut rng = Random::new(5);
    let mut params = Params::default();
    let net = Network::new(shape(), &mut params, &mut rng);
    let (a, b) = (sample(4, &mut rng), sample(3, &mut rng));
    let vectors: Vec<f32> = (0..90).map(|_| rng.normal()).collect();
    let masks = vec![Masks { feats: vec![true; 4], lemmas: vec![true, true, true], rels: vec![true; 4] }];
    let drop = Dropout { word: 0.3, input: 0.1, layer: 0.2, head: 0.2, feats_share: 1.0, lemmas_share: 1.0 };
    let loss = |params: &mut Params| {
        params.grads.fill(0.0);
        let mut rng = Random::new(9);
        net.learn(params, &[&a, &b], &vectors, &masks, &drop, &mut rng).parts.iter().sum::<f32>()
    };
    loss(&mut params);
    let grads = params.grads.clone();
    let mut checked = 0;
    for slot in params.slots().to_vec() {
        for k in 0..6 {
            let i = slot.offset + (k * 7919) % (slot.rows * slot.cols);
            let kept = params.values[i];
            let step = 1e-2;
            params.values[i] = kept + step;
            let up = loss(&mut params);
            params.values[i] = kept - step;
            let down = loss(&mut params);
            params.values[i] = kept;
            let numeric = (up - down) / (2.0 * step);
            let exact = grads[i];
            assert!(
                (numeric - exact).abs() <= 4e-3 + 0.03 * exact.abs().max(numeric.abs()),
                "{} [{k}]: {numeric} against {exact}",
                slot.name
            );
            checked += usize::from(exact.abs() > 1e-4);
        }
    }
    assert!(checked > 40, "only {checked} gradients were not zero");
}
