//! Compiles the crate anew when a table or layer is changed, added or removed.

fn main() {
    for folder in ["tables", "compiled", "sources"] {
        println!("cargo::rerun-if-changed=../../world/{folder}");
    }
}
