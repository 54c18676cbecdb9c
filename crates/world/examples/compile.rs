//! `cargo run -p chancery-world --example compile SOURCES OUT`: as `chancery world --compile`.
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(sources), Some(out)) = (args.next(), args.next()) else { return Err("SOURCES OUT".into()) };
    for done in chancery_world::compile(Path::new(&sources), Path::new(&out))? {
        eprintln!("{:>20} {:>8} items {:>10} bytes", done.file, done.items, done.bytes);
    }
    Ok(())
}
