use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::bounded;

/// The message of work that panicked; the run goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panicked(pub String);

/// Maps `items` with `work` on `jobs` threads and hands the results to `sink`
/// in the order of the items.
///
/// At most `8 * jobs` items are under way at once, so memory stays bounded
/// however slow the sink. Work that panics gives [`Panicked`] in its place.
///
/// # Errors
/// The first error of the sink, which ends the run.
pub fn ordered<T, R, E>(
    items: impl Iterator<Item = T> + Send,
    jobs: usize,
    work: impl Fn(T) -> R + Sync,
    mut sink: impl FnMut(Result<R, Panicked>) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    R: Send,
{
    let jobs = jobs.max(1);
    let window = 8 * jobs;
    let (to_work, from_feed) = bounded::<(usize, T)>(window);
    let (to_sink, from_work) = bounded::<(usize, Result<R, Panicked>)>(window);
    // A permit per item under way: taken by the feed, given back by the sink.
    let (give, take) = bounded::<()>(window);
    for _ in 0..window {
        let _ = give.send(());
    }
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let stop = &stop;
        scope.spawn(move || {
            for pair in items.enumerate() {
                if take.recv().is_err() || stop.load(Ordering::Relaxed) || to_work.send(pair).is_err() {
                    break;
                }
            }
        });
        for _ in 0..jobs {
            let from_feed = from_feed.clone();
            let to_sink = to_sink.clone();
            let work = &work;
            scope.spawn(move || {
                for (index, item) in from_feed {
                    let result =
                        catch_unwind(AssertUnwindSafe(|| work(item))).map_err(|p| Panicked(message(p.as_ref())));
                    if to_sink.send((index, result)).is_err() {
                        break;
                    }
                }
            });
        }
        drop((from_feed, to_sink));
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        let mut outcome = Ok(());
        for (index, result) in from_work {
            if outcome.is_err() {
                // The rest is drained so that every thread comes to its end.
                let _ = give.try_send(());
                continue;
            }
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&next) {
                next += 1;
                let _ = give.try_send(());
                outcome = sink(result);
                if outcome.is_err() {
                    stop.store(true, Ordering::Relaxed);
                    break;
                }
            }
        }
        outcome
    })
}

fn message(payload: &(dyn std::any::Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_at_any_number_of_threads() {
        for jobs in [1, 2, 7] {
            let mut seen = Vec::new();
            let work = |n: u64| {
                std::thread::sleep(std::time::Duration::from_micros((n * 7919) % 97));
                n * 2
            };
            ordered(0..500u64, jobs, work, |r| -> Result<(), ()> {
                seen.push(r.unwrap());
                Ok(())
            })
            .unwrap();
            assert_eq!(seen, (0..500).map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_panic_takes_one_place_and_an_error_ends_the_run() {
        std::panic::set_hook(Box::new(|_| {}));
        let mut seen = Vec::new();
        let outcome = ordered(
            0..1_000_000,
            2,
            |n| {
                assert!(n != 3, "three");
                n
            },
            |r| {
                seen.push(r.map_err(|p| p.0));
                if seen.len() == 6 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!(outcome, Err("full"));
        assert_eq!(seen[3], Err("three".to_owned()));
        assert_eq!(seen[5], Ok(5));
    }
}
