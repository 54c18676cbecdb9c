//! `cargo run -p chancery-world --example compile OUT [SOURCES]`: as `chancery
//! world --compile SOURCES`; without SOURCES only the hand-written tables.
#![allow(clippy::print_stderr)]
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let Some(out) = args.next() else { return Err("OUT [SOURCES]".into()) };
    let out = Path::new(&out);
    let done = match args.next() {
        Some(sources) => chancery_world::compile(Path::new(&sources), out)?,
        None => vec![chancery_world::compile_tables(out)?],
    };
    for layer in done {
        eprintln!("{:>20} {:>8} items {:>10} bytes", layer.file, layer.items, layer.bytes);
    }
    Ok(())
}
